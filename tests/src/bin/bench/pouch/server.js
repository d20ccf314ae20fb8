// The databases of a folder over HTTP on a port of the kernel's, which is printed.
const path = require("node:path");
const PouchDB = require("pouchdb-core").plugin(require("pouchdb-adapter-leveldb"));

const databases = PouchDB.defaults({ prefix: process.argv[2] + path.sep, adapter: "leveldb" });
const app = require("express")();
app.use("/", require("express-pouchdb")(databases, { mode: "minimumForPouchDB", inMemoryConfig: true }));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
