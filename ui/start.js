// Starts the UI. Paths are absolute, because the page is also served at /chart/….
import init from "./fieldchart.js";

init({ module_or_path: new URL("./fieldchart_bg.wasm", import.meta.url) });
