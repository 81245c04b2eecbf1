// The age implementation in TypeScript as a command: bytes on stdin, bytes on stdout, the key as an argument.
//
//   node peer.mjs encrypt RECIPIENT...    node peer.mjs decrypt IDENTITY...
//   node peer.mjs new hybrid|x25519       prints an identity and its recipient, a line each
//
// Only for the tests. Node 18 (Debian 12) has Web Crypto but no global name for it.

import { webcrypto } from "node:crypto";
import { buffer } from "node:stream/consumers";

globalThis.crypto ??= webcrypto;
const age = await import("age-encryption");

const [job, ...words] = process.argv.slice(2);

if (job === "encrypt") {
  const encrypter = new age.Encrypter();
  words.forEach((recipient) => encrypter.addRecipient(recipient));
  process.stdout.write(await encrypter.encrypt(new Uint8Array(await buffer(process.stdin))));
} else if (job === "decrypt") {
  const decrypter = new age.Decrypter();
  words.forEach((identity) => decrypter.addIdentity(identity));
  process.stdout.write(await decrypter.decrypt(new Uint8Array(await buffer(process.stdin))));
} else if (job === "new") {
  const make = { hybrid: age.generateHybridIdentity, x25519: age.generateX25519Identity }[words[0]];
  const identity = await make();
  process.stdout.write(`${identity}\n${await age.identityToRecipient(identity)}\n`);
} else {
  throw new Error("encrypt, decrypt or new");
}
