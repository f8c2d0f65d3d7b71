// Passkeys: asks the device and puts its answer in the form. Loaded only where a page offers a passkey.
"use strict";
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((key) => ({ ...key, id: toBytes(key.id) }));
  const failed = form.querySelector("[data-failed]");
  const questions = JSON.parse(form.dataset.questions);
  questions.challenge = toBytes(questions.challenge);
  if (questions.user) questions.user.id = toBytes(questions.user.id);
  questions.excludeCredentials = keys(questions.excludeCredentials);
  questions.allowCredentials = keys(questions.allowCredentials);

  const answerOf = (made) => {
    const response = { clientDataJSON: toText(made.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[part]) response[part] = toText(made.response[part]);
    }
    return JSON.stringify({ id: made.id, rawId: toText(made.rawId), type: made.type, response });
  };

  form.hidden = false;
  for (const without of document.querySelectorAll("[data-without]")) without.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const made = await navigator.credentials[form.dataset.passkey]({ publicKey: questions });
      form.elements.passkey.value = answerOf(made);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
})();
