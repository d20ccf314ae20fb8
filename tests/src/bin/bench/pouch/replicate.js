// replicate.js FOLDER DOCUMENTS BATCH: puts the documents, one JSON a line, into one database, replicates it over loopback HTTP into
// another and prints the milliseconds that took. BATCH is the documents asked for at a time; 0 leaves it to PouchDB.
const fs = require("node:fs");
const path = require("node:path");
const { spawn } = require("node:child_process");
const PouchDB = require("pouchdb-core")
  .plugin(require("pouchdb-adapter-leveldb"))
  .plugin(require("pouchdb-adapter-http"))
  .plugin(require("pouchdb-replication"));

async function main([folder, documents, batch]) {
  const lines = fs.readFileSync(documents, "utf8").trimEnd().split("\n");
  const from = new PouchDB(path.join(folder, "from"), { adapter: "leveldb" });
  for (let at = 0; at < lines.length; at += 5000) {
    await from.bulkDocs(lines.slice(at, at + 5000).map((line) => JSON.parse(line)));
  }
  await from.close();
  const server = spawn(process.execPath, [path.join(__dirname, "server.js"), folder], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise((resolve) => server.stdout.once("data", (said) => resolve(String(said).trim())));
  const to = new PouchDB(path.join(folder, "to"), { adapter: "leveldb" });
  const start = process.hrtime.bigint();
  await PouchDB.replicate(`http://127.0.0.1:${port}/from`, to, batch > 0 ? { batch_size: batch } : {});
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const { doc_count: count } = await to.info();
  server.kill();
  await to.close();
  if (count !== lines.length) throw new Error(`${count} of ${lines.length} documents came`);
  console.log(ms);
}

main([process.argv[2], process.argv[3], Number(process.argv[4])]).catch((error) => {
  console.error(error);
  process.exit(1);
});
