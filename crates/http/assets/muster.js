// What a browser with script gets beyond the pages, which all work without. Each module enhances one thing.
import "./addresses.js";
import "./bulk.js";
import "./copy.js";
import "./dialog.js";
import "./license.js";
import "./panel.js";
import "./roles.js";
import "./search.js";
import "./times.js";
import "./toast.js";

document.documentElement.classList.add("script");
