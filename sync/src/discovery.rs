//! Laptops on one network find each other by multicast DNS (RFC 6762, RFC 6763): service `_fieldchart._tcp` for those that meet,
//! `_fieldchart-join._tcp` for one that offers to admit another.
//! In scope: telling where this one listens, hearing where others do.  Not here: who they are, which they prove when they connect
//! (`transport::lan`); networks that filter multicast, where an address is typed.
//!
//! What is told is a port, and names drawn at random at every start: nothing of the operation, the laptop or its people, and
//! nothing by which a bystander knows a laptop again the next day.

use crate::transport::lan::Talk;
use ledger::Env;
use mdns_sd::{Receiver, ScopedIp, ServiceDaemon, ServiceEvent, ServiceInfo};
use std::net::{SocketAddr, SocketAddrV6};

/// The type of the service.
fn service(talk: Talk) -> &'static str {
    match talk {
        Talk::Sync => "_fieldchart._tcp.local.",
        Talk::Join => "_fieldchart-join._tcp.local.",
    }
}
/// Addresses of one laptop that are listened to.
const ADDRESSES_MAX: usize = 8;

/// Somebody's coming and going.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Somebody listens at these addresses, under a name of today.
    Here(String, Vec<SocketAddr>),
    /// They said good-bye, or were not heard of for long.
    Gone(String),
}

/// Multicast cannot be had on this machine, or not now.
#[derive(Debug, thiserror::Error)]
#[error("laptops on this network cannot be looked for: {0}")]
pub struct NoDiscovery(#[from] mdns_sd::Error);

/// A running search; it ends when it is dropped, with a good-bye.
pub struct Discovery {
    daemon: ServiceDaemon,
    own: Option<String>,
    heard: Receiver<ServiceEvent>,
}

impl Discovery {
    /// Looks for others, and, with a port, tells them where this one listens: on every interface that there is, or comes to be.
    ///
    /// # Errors
    /// [`NoDiscovery`].
    pub fn start(env: &dyn Env, talk: Talk, port: Option<u16>) -> Result<Self, NoDiscovery> {
        let daemon = ServiceDaemon::new()?;
        let own = match port {
            Some(port) => {
                let name = hex::encode(&env.new_id()[..8]);
                let told = ServiceInfo::new(service(talk), &name, &format!("{name}.local."), "", port, None)?;
                let told = told.enable_addr_auto();
                let own = told.get_fullname().to_owned();
                daemon.register(told)?;
                Some(own)
            }
            None => None,
        };
        let heard = daemon.browse(service(talk))?;
        Ok(Self { daemon, own, heard })
    }

    /// The next news of somebody else; none once the search has ended.
    pub async fn next(&self) -> Option<Heard> {
        loop {
            let heard = match self.heard.recv_async().await.ok()? {
                ServiceEvent::ServiceResolved(one) => {
                    let mut addresses: Vec<_> = one.addresses.iter().map(|ip| at(ip, one.port)).collect();
                    // The same way first each time; a link's own addresses last.
                    addresses.sort_by_key(|address| (is_of_link(address), *address));
                    addresses.truncate(ADDRESSES_MAX);
                    Heard::Here(one.fullname, addresses)
                }
                ServiceEvent::ServiceRemoved(_, name) => Heard::Gone(name),
                _ => continue,
            };
            let (Heard::Here(name, _) | Heard::Gone(name)) = &heard;
            if !self.own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(name)) {
                return Some(heard);
            }
        }
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        if let Some(own) = &self.own {
            let _ = self.daemon.unregister(own);
        }
        // Where it has ended already, there is nothing to end.
        let _ = self.daemon.shutdown();
    }
}

fn at(ip: &ScopedIp, port: u16) -> SocketAddr {
    match ip {
        // An address that every link has means one link's: the one on which it was heard.
        ScopedIp::V6(v6) if v6.addr().is_unicast_link_local() => {
            SocketAddrV6::new(*v6.addr(), port, 0, v6.scope_id().index).into()
        }
        other => SocketAddr::new(other.to_ip_addr(), port),
    }
}

fn is_of_link(address: &SocketAddr) -> bool {
    match address {
        SocketAddr::V4(v4) => v4.ip().is_link_local(),
        SocketAddr::V6(v6) => v6.ip().is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);
    impl Env for Fixed {
        fn now_ms(&self) -> u64 {
            0
        }
        fn fill(&self, out: &mut [u8]) {
            out.fill(self.0);
        }
    }

    /// Multicast goes where the machine lets it: without any interface but loopback nobody is heard.
    #[tokio::test]
    async fn two_hear_each_other_and_not_themselves_and_tell_nothing_but_a_port() {
        let (one, other) =
            (Discovery::start(&Fixed(1), Talk::Sync, Some(4001)), Discovery::start(&Fixed(2), Talk::Sync, Some(4002)));
        let (Ok(one), Ok(other)) = (one, other) else {
            println!("SKIP: no multicast on this machine");
            return;
        };
        let heard = tokio::time::timeout(std::time::Duration::from_secs(8), one.next()).await;
        let Ok(Some(Heard::Here(name, addresses))) = heard else {
            println!("SKIP: no multicast on this machine");
            return;
        };
        // Another test's laptop, or one in this room, may be heard first.
        if Some(&name) == other.own.as_ref() {
            assert!(addresses.iter().all(|address| address.port() == 4002), "{addresses:?}");
            assert_eq!(name, "0202020202020202._fieldchart._tcp.local.");
        }
    }
}
