/* Keeps what is typed in a form with data-draft on the server: each ten seconds, and when a field is left.
   Nothing is stored in the browser. Without the network the text stays in the page until it is saved.
   The address answers in JSON (dossiers/views/drafting.py); the words are in components/draft.html. */
"use strict";

(() => {
  const EVERY = 10_000;
  const PAUSES = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
  const PATIENCE = 20_000;
  const KEEPALIVE_LIMIT = 60_000;
  const OWN = ["csrfmiddlewaretoken", "key", "draft"];

  class Draft {
    constructor(form) {
      this.form = form;
      this.url = form.dataset.draft;
      this.known = "draftUnsaved" in form.dataset ? new Map() : this.values();
      this.failures = 0;
      this.state = "ready";
      this.listen();
      if (this.dirty().length) this.later(0);
    }

    part(name) {
      return this.form.querySelector(`[data-draft-${name}]`);
    }

    /* What stands in the fields now: a name to its values, as text to compare. */
    values() {
      const found = new Map();
      for (const field of this.form.elements) {
        const skip = !field.name || OWN.includes(field.name) || ["file", "submit", "button"].includes(field.type);
        if (!skip && !found.has(field.name)) found.set(field.name, JSON.stringify(this.read(field.name)));
      }
      return found;
    }

    read(name) {
      return new FormData(this.form).getAll(name).filter((value) => typeof value === "string");
    }

    dirty() {
      return [...this.values()].filter(([name, value]) => this.known.get(name) !== value);
    }

    listen() {
      this.form.addEventListener("input", () => this.later(EVERY));
      this.form.addEventListener("change", () => this.save());
      this.form.addEventListener("focusout", () => this.save());
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") this.save({ leaving: true });
        else if (this.state !== "ready") this.retry();
      });
      window.addEventListener("online", () => this.retry());
      window.addEventListener("offline", () => this.lost());
      window.addEventListener("focus", () => this.state === "shut" && this.retry());
      window.addEventListener("beforeunload", (event) => {
        if (!this.sent && this.state !== "made" && this.dirty().length) event.preventDefault();
      });
      window.addEventListener("pageshow", () => {
        this.sent = false;
      });
      document.addEventListener("session:ends", (event) => {
        if (!this.dirty().length) return;
        event.preventDefault();
        this.shut();
      });
      document.addEventListener("submit", (event) => this.submit(event), true);
      this.part("take").addEventListener("click", () => this.save({ take: true }));
    }

    /* A form is sent once the server has what was typed: without the network the page would be gone. */
    async submit(event) {
      if (event.target !== this.form) return;
      if (this.cleared) {
        this.cleared = false;
        this.sent = true;
        return;
      }
      event.preventDefault();
      if (this.sending) return;
      this.sending = true;
      const reached = await this.reach();
      this.sending = false;
      if (!reached) return;
      this.cleared = true;
      this.form.requestSubmit(event.submitter);
      this.cleared = false;
    }

    async reach() {
      while (this.busy) await this.busy;
      if (["made", "refused"].includes(this.state)) return true;
      if (this.dirty().length) await this.save();
      else await this.run(() => this.refresh());
      return ["ready", "made", "refused"].includes(this.state);
    }

    later(pause) {
      if (this.timer) return;
      this.timer = window.setTimeout(() => {
        this.timer = null;
        this.save();
      }, pause);
    }

    retry() {
      window.clearTimeout(this.timer);
      this.timer = null;
      if (this.dirty().length) this.save();
      else if (this.state === "lost" || this.state === "shut") this.run(() => this.refresh());
    }

    async run(work) {
      this.busy = work();
      await this.busy;
      this.busy = null;
    }

    async save({ take = false, leaving = false } = {}) {
      if (this.busy || this.state === "made" || (this.state === "elsewhere" && !take)) return;
      const changed = this.dirty();
      if (!changed.length && !take) return;
      await this.run(() => this.post(changed, take, leaving));
      if (this.state === "ready" && this.dirty().length) this.later(EVERY);
    }

    async post(changed, take, leaving, again = false) {
      const body = new FormData(this.form);
      [...body.keys()].filter((name) => body.get(name) instanceof File).forEach((name) => body.delete(name));
      changed.forEach(([name]) => body.append("changed", name));
      if (take) body.append("take", "1");
      const size = [...body.values()].reduce((sum, value) => sum + value.length * 3, 0);
      const answer = await this.ask({ method: "POST", body, keepalive: leaving && size < KEEPALIVE_LIMIT });
      if (!answer) return;
      if (answer.state) this.take(answer, changed);
      else if (!again && (await this.refresh())) await this.post(changed, take, leaving, true);
      else if (this.state === "ready") this.lost();
    }

    /* Another log-in gave another token: ask for it. True if one may write here now. */
    async refresh() {
      const answer = await this.ask({ method: "GET" });
      if (!answer) return false;
      if (!answer.csrf) {
        this.shut();
        return false;
      }
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => {
        field.value = answer.csrf;
      });
      this.show("ready");
      return true;
    }

    /* The answer as JSON; {} when it is something else (logged out, the dossier closed); null when nobody answers. */
    async ask(options) {
      const patience = new AbortController();
      const timer = window.setTimeout(() => patience.abort(), PATIENCE);
      try {
        const answer = await fetch(this.url, {
          ...options,
          headers: { Accept: "application/json" },
          credentials: "same-origin",
          redirect: "manual",
          signal: patience.signal,
        });
        if (answer.status >= 500) throw new Error("the server is away");
        const isJson = (answer.headers.get("Content-Type") || "").includes("application/json");
        const found = isJson ? await answer.json() : {};
        this.failures = 0;
        return found;
      } catch {
        this.lost();
        return null;
      } finally {
        window.clearTimeout(timer);
      }
    }

    take(answer, changed) {
      if (answer.state === "saved") {
        changed.forEach(([name, value]) => this.known.set(name, value));
        this.form.elements.namedItem("draft").value = answer.stamp;
        this.form.elements.namedItem("key").value = answer.key;
        Object.entries(answer.fields).forEach(([name, value]) => this.fill(name, value));
        document.dispatchEvent(new CustomEvent("session:renewed"));
      }
      if (answer.state === "elsewhere") this.part("elsewhere-text").textContent = answer.message;
      else this.tell(answer.message, answer.state === "refused");
      this.show(answer.state === "saved" ? "ready" : answer.state);
    }

    /* What the other window wrote, where this one wrote nothing since. */
    fill(name, value) {
      const now = JSON.stringify(this.read(name));
      const fields = [...this.form.elements].filter((field) => field.name === name);
      if (!fields.length || this.known.get(name) !== now) return;
      const wanted = Array.isArray(value) ? value : [value];
      fields.forEach((field) => {
        if (["checkbox", "radio"].includes(field.type)) field.checked = wanted.includes(field.value);
        else if (!OWN.includes(name)) field.value = wanted[0] ?? "";
      });
      this.known.set(name, JSON.stringify(this.read(name)));
    }

    tell(message, isProblem) {
      const line = this.part("status");
      if (line.textContent !== message) line.textContent = message;
      line.classList.toggle("text-danger", isProblem);
    }

    lost() {
      this.show("lost");
      const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
      this.failures += 1;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        this.timer = null;
        this.retry();
      }, pause);
    }

    shut() {
      this.part("again").href = window.location.href;
      this.show("shut");
    }

    show(state) {
      this.state = state;
      ["lost", "shut", "elsewhere"].forEach((name) => {
        this.part(name).hidden = name !== state;
      });
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-draft]").forEach((form) => new Draft(form));
  });
})();
