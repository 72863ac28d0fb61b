/* Passkeys: asks the browser for one and posts what it gives with the form. The pages say what to
   do instead where there is no script or no passkey. */
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) { return; }

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    var out = new Uint8Array(plain.length);
    for (var at = 0; at < plain.length; at += 1) { out[at] = plain.charCodeAt(at); }
    return out.buffer;
  }

  function text(buffer) {
    if (!buffer) { return null; }
    var plain = "";
    new Uint8Array(buffer).forEach(function (one) { plain += String.fromCharCode(one); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function described(list) {
    return (list || []).map(function (one) {
      return { type: one.type, id: bytes(one.id), transports: one.transports || undefined };
    });
  }

  function asked(kind, told) {
    var options = told.publicKey;
    options.challenge = bytes(options.challenge);
    if (kind === "create") {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials = described(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = described(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }

  function given(credential) {
    var made = credential.response;
    var told = { clientDataJSON: text(made.clientDataJSON) };
    if (made.attestationObject) {
      told.attestationObject = text(made.attestationObject);
      told.transports = made.getTransports ? made.getTransports() : [];
    } else {
      told.authenticatorData = text(made.authenticatorData);
      told.signature = text(made.signature);
      told.userHandle = text(made.userHandle);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: told,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment || undefined
    });
  }

  function options(form) {
    var told = form.getAttribute("data-options");
    if (told) { return Promise.resolve(JSON.parse(told)); }
    return fetch(form.getAttribute("data-ask"), {
      credentials: "same-origin",
      headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" }
    }).then(function (answer) { return answer.json(); })
      .then(function (answer) { return answer.request_options; });
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-passkey]"), function (form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      var field = form.querySelector("[name=credential]");
      event.preventDefault();
      event.stopImmediatePropagation();
      var status = form.querySelector("[data-passkey-status]");
      status.textContent = "";
      options(form).then(function (told) {
        return asked(form.getAttribute("data-passkey"), told);
      }).then(function (credential) {
        field.value = given(credential);
        form.submit();
      }).catch(function () { status.textContent = form.getAttribute("data-failed"); });
    }, true);
  });
}());
