/* What the pages can do better with JavaScript. Without it every page still works.
   No inline handlers, no storage in the browser: the words are in templates/layouts/dialogs.html. */
"use strict";

(() => {
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  root.classList.add("js");

  /* Hide the screen: one key or click covers everything, the tab's title included. */
  function setUpCover() {
    const cover = one("[data-cover]");
    if (!cover) return;
    let title = document.title;
    const hide = () => {
      if (cover.open) return;
      title = document.title;
      document.title = document.body.dataset.coverTitle;
      cover.showModal();
    };
    all("[data-hide-screen]").forEach((button) => button.addEventListener("click", hide));
    document.addEventListener("keydown", (event) => {
      if (event.altKey && event.shiftKey && event.code === "KeyV") {
        event.preventDefault();
        hide();
      }
    });
    cover.addEventListener("click", () => cover.close());
    cover.addEventListener("close", () => {
      document.title = title;
    });
  }

  /* Forms marked data-guard: warn before typed text is lost. */
  let leaving = false;
  function setUpGuard() {
    const changed = new Set();
    document.addEventListener("input", (event) => {
      const form = event.target.closest("form[data-guard]");
      if (form) changed.add(form);
    });
    document.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) leaving = true;
      changed.delete(event.target);
    });
    window.addEventListener("beforeunload", (event) => {
      const open = [...changed].some((form) => form.isConnected);
      if (!leaving && open) event.preventDefault();
    });
    window.addEventListener("pageshow", () => {
      leaving = false;
    });
  }

  /* One submit per form. The server is idempotent anyway; this spares the reader a doubt. */
  function setUpSingleSubmit() {
    const release = (form) => {
      delete form.dataset.sent;
      all("[type=submit]", form).forEach((button) => button.removeAttribute("aria-disabled"));
    };
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      all("[type=submit]", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
      window.setTimeout(() => release(form), 8000);
    });
    window.addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
  }

  /* Put the reader at the list of errors after a refused form. */
  function focusErrors(from = document) {
    const summary = one("[data-error-summary]", from);
    if (summary) summary.focus();
  }

  /* A part of the page was renewed under the reader's hands: stay where the reader was. */
  function setUpFocusAfterSwap() {
    let place = null;
    document.addEventListener("htmx:beforeSwap", (event) => {
      const focused = document.activeElement;
      const within = focused !== document.body && event.detail.target.contains(focused);
      place = within ? focused.closest("[id]") : null;
    });
    document.addEventListener("htmx:afterSwap", (event) => {
      focusErrors(event.target);
      if (!place || ![null, document.body].includes(document.activeElement)) return;
      const renewed = document.getElementById(place.id) || event.target;
      const goal = one("h1, h2, h3, h4, button, a[href]", renewed) || renewed;
      if (!goal.matches("button, a[href]")) goal.tabIndex = -1;
      goal.focus({ preventScroll: true });
    });
  }

  /* A menu closes on Escape and on a click elsewhere. */
  function setUpMenus() {
    const open = () => all("details.menu[open]");
    document.addEventListener("click", (event) => {
      open().forEach((menu) => {
        if (!menu.contains(event.target)) menu.open = false;
      });
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      open().forEach((menu) => {
        menu.open = false;
        one("summary", menu).focus();
      });
    });
  }

  /* Tell when the network is gone: the text stays in the page. */
  function setUpNetworkBanner() {
    const banner = one("[data-offline]");
    const show = (gone) => {
      banner.hidden = !gone || Boolean(one("form[data-draft]")); // a draft tells it beside its text
    };
    window.addEventListener("offline", () => show(true));
    window.addEventListener("online", () => show(false));
    document.addEventListener("htmx:sendError", () => show(true));
    document.addEventListener("htmx:afterOnLoad", () => show(false));
    show(navigator.onLine === false);
  }

  /* Warn before the idle session ends; another tab's activity counts too. */
  class SessionWatch {
    constructor(body, dialog) {
      this.seconds = Number(body.dataset.sessionSeconds);
      this.warning = Number(body.dataset.warningSeconds);
      this.keepAliveUrl = body.dataset.keepAliveUrl;
      this.loginUrl = body.dataset.loginUrl;
      this.dialog = dialog;
      this.counter = one("[data-countdown]", dialog);
      this.channel = new BroadcastChannel("session");
      this.channel.addEventListener("message", () => this.restart());
      one("[data-keep-alive]", dialog).addEventListener("submit", (event) => {
        event.preventDefault();
        this.keepAlive(event.target);
      });
      dialog.addEventListener("cancel", (event) => event.preventDefault());
      ["htmx:afterOnLoad", "session:renewed"].forEach((name) => {
        document.addEventListener(name, () => this.renewed());
      });
      this.renewed();
      window.setInterval(() => this.tick(), 1000);
    }

    restart() {
      this.endsAt = Date.now() + this.seconds * 1000;
      if (this.dialog.open) this.dialog.close();
    }

    renewed() {
      this.restart();
      this.channel.postMessage("renewed");
    }

    tick() {
      const left = Math.ceil((this.endsAt - Date.now()) / 1000);
      if (left <= 0) {
        this.end();
        return;
      }
      if (left > this.warning) return;
      if (!this.dialog.open) this.dialog.showModal();
      this.counter.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    }

    async keepAlive(form) {
      const headers = { "X-CSRFToken": one("[name=csrfmiddlewaretoken]", form).value };
      try {
        const answer = await fetch(this.keepAliveUrl, {
          method: "POST",
          headers,
          credentials: "same-origin",
          redirect: "manual",
        });
        if (answer.ok) this.renewed();
        else this.end();
      } catch {
        one("[data-offline]").hidden = false;
      }
    }

    end() {
      if (!document.dispatchEvent(new CustomEvent("session:ends", { cancelable: true }))) {
        this.endsAt = Number.POSITIVE_INFINITY; // a text that is not saved yet stays in the page
        this.dialog.close();
        return;
      }
      leaving = true;
      const here = window.location.pathname + window.location.search;
      window.location.assign(`${this.loginUrl}?next=${encodeURIComponent(here)}`);
    }
  }

  function setUpSession() {
    const dialog = one("[data-session-dialog]");
    const known = document.body.dataset.keepAliveUrl && document.body.dataset.sessionSeconds;
    if (dialog && known) new SessionWatch(document.body, dialog);
  }

  /* Beside the work there is room for what stands folded under it on a phone. */
  function setUpWide() {
    if (window.matchMedia("(min-width: 62rem)").matches) {
      all("details[data-wide-open]").forEach((item) => {
        item.open = true;
      });
    }
  }

  /* Tables under charts are closed on the screen and open on paper. */
  function setUpPrint() {
    window.addEventListener("beforeprint", () => {
      all("details[data-print-open]:not([open])").forEach((item) => {
        item.open = true;
        item.dataset.opened = "1";
      });
    });
    window.addEventListener("afterprint", () => {
      all("details[data-opened]").forEach((item) => {
        item.open = false;
        delete item.dataset.opened;
      });
    });
    all("[data-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    setUpSession();
    setUpCover();
    setUpGuard();
    setUpSingleSubmit();
    setUpMenus();
    setUpNetworkBanner();
    setUpWide();
    setUpPrint();
    setUpFocusAfterSwap();
    focusErrors();
  });
})();
