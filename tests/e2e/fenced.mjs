// Reads a block and prints what code is fenced in it, as JSON.
import { text as read } from "node:stream/consumers";
import { fencedCode } from "./js/chat/reply/fenced_code.js";

console.log(JSON.stringify(fencedCode(await read(process.stdin))));
