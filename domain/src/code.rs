//! Coded values: closed lists that survive codes of a newer version (`Unknown`), as text in CBOR and JSON.

/// Declares an enum whose variants are stable text codes; unknown codes survive a round trip.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $v:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $v,)+
            /// A code of a newer version, kept as it came.
            Unknown(String) }
        impl $name {
            /// Every known code, in display order.
            pub const ALL: &'static [$name] = &[$($name::$v,)+];
            /// The stable text code.
            pub fn code(&self) -> &str { match self { $($name::$v => $code,)+ $name::Unknown(s) => s } }
        }
        impl From<&str> for $name {
            fn from(s: &str) -> Self { match s { $($code => $name::$v,)+ _ => $name::Unknown(s.to_owned()) } }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.code()) }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Ok(<String as serde::Deserialize>::deserialize(d)?.as_str().into())
            }
        }
        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(&self, e: &mut minicbor::Encoder<W>, _: &mut C) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.str(self.code()).map(|_| ())
            }
        }
        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> { Ok(d.str()?.into()) }
        }
    };
}
pub(crate) use codes;
