// Lets Node run the page's modules where they lie: packages come from the built page, and every module of ours is an ES module.
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const ROOT = new URL("../../", import.meta.url);
const WEB = pathToFileURL(new URL(".web/package.json", ROOT).pathname).href;

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.startsWith(ROOT.href) && !context.parentURL.includes("/node_modules/");
    const isPackage = /^[a-z@]/.test(specifier) && !specifier.includes(":");
    return next(specifier, isOurs && isPackage ? { ...context, parentURL: WEB } : context);
  },
  load(url, context, next) {
    const isOurs = url.startsWith(new URL("rxchat/", ROOT).href) || url.startsWith(new URL("tests/", ROOT).href);
    return next(url, isOurs && url.endsWith(".js") ? { ...context, format: "module" } : context);
  },
});
