// What a person does to an artifact: edit, rename, copy, delete. The list of the conversation's artifacts is then fetched again.
import { call } from "../../lib/api.js";
import { failed, notify } from "../../shell/conversations/conversation_store.js";
import { placeOfEdit } from "./artifact_documents.js";
import { artifacts, closeArtifacts, openArtifact } from "./artifact_store.js";

/** @import { Answer } from "../../lib/types" */
/** @import { ArtifactDocument } from "../types" */
/** @typedef {ApiBody<"ArtifactBody">} Artifact */

/**
 * @param {number} id
 * @param {{ method: string, path?: string, body?: object }} step
 * @param {string} done what to say when it is done
 */
async function change(id, { method, path = "", body }, done) {
  /** @type {Answer<Artifact>} */
  const { data, fault } = await call(`/api/artifacts/${id}${path}`, { method, body });
  const { changes } = artifacts.get();
  if (fault !== undefined) artifacts.update({ said: { text: fault, isBad: true } });
  else artifacts.update({ changes: changes + 1, said: { text: done, isBad: false } });
  return data;
}

/** Show a version that a person wrote. @param {Artifact} artifact */
const show = ({ id, identifier, is_edit: isEdit }) =>
  artifacts.update({ chosen: { key: identifier, place: isEdit ? placeOfEdit(id) : "" } });

/**
 * Returns whether it was saved.
 * @param {number} id
 * @param {string} content
 */
export async function saveVersion(id, content) {
  const saved = await change(id, { method: "PUT", body: { content } }, "Version saved");
  if (saved) show(saved);
  return saved !== undefined;
}

/**
 * @param {number} id
 * @param {string} title
 */
export const rename = (id, title) => change(id, { method: "PUT", body: { title } }, "Artifact renamed");

/** @param {number} id */
export async function copy(id) {
  const made = await change(id, { method: "POST", path: "/fork" }, "This is the copy");
  if (made) show(made);
}

/** @param {string} key @param {boolean} isGone */
function mark(key, isGone) {
  const gone = new Set(artifacts.get().gone);
  if (isGone) gone.add(key);
  else gone.delete(key);
  artifacts.update({ gone });
}

/** @param {ArtifactDocument & { id: number }} document */
async function restore({ id, key }) {
  const back = await change(id, { method: "POST", path: "/restore" }, "Artifact restored");
  if (!back) return notify({ text: artifacts.get().said.text, isBad: true });
  mark(key, false);
  artifacts.update({ chosen: { key: back.identifier || key, place: "" } });
}

/**
 * Over the chat, the panel would be over the notice that takes it back.
 * @param {ArtifactDocument & { id: number }} document
 * @param {boolean} isBeside
 */
export async function remove(document, isBeside) {
  mark(document.key, true);
  if (!(await change(document.id, { method: "DELETE" }, ""))) return mark(document.key, false);
  if (!isBeside) closeArtifacts();
  notify({ text: "Artifact deleted", undo: () => restore(document) });
}

/**
 * Make an artifact of a fenced block of an answer, or find the one that was made of it, and show it.
 * @param {number} messageId
 * @param {{ language: string, content: string }} block
 * @param {HTMLElement} opener
 */
export async function openBlock(messageId, block, opener) {
  /** @type {Answer<Artifact>} */
  const { data, fault } = await call(`/api/messages/${messageId}/artifacts`, { method: "POST", body: block });
  if (fault !== undefined) return failed(fault);
  artifacts.update({ changes: artifacts.get().changes + 1 });
  openArtifact({ key: data.identifier, place: "" }, opener);
}
