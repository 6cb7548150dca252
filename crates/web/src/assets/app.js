// Progressive help only: every page works without this file.

// One press, one request: a second press of the same button waits for the answer; only what is taken out may be asked again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const largest = 256 * 1024 * 1024;
  for (const file of form.querySelectorAll("input[type=file]")) {
    if (file.files.length > 0 && file.files[0].size > largest) {
      event.preventDefault();
      file.setCustomValidity("文件超过 256 MiB，请按乡镇拆分后分别上传");
      file.reportValidity();
      return;
    }
  }
  if (form.method !== "post") return;
  form.dataset.sent = "yes";
  // A file that is taken out leaves the page standing: its form may be sent again. Making and signing wait for their answer.
  const path = new URL(form.getAttribute("action"), document.baseURI).pathname;
  if (!/^\/(operations|matters)\//.test(path)) setTimeout(() => delete form.dataset.sent, 3000);
});

// The back button brings back a page as it was left: it may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Keyboard: / goes to the search, g then a letter to a section.
const goes = { h: "/", p: "/people", o: "/operations", m: "/months", l: "/lists" };
let waiting = false;
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const search = document.getElementById("q");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  } else if (waiting && goes[event.key]) {
    location.href = goes[event.key];
  }
  waiting = event.key === "g";
});

// The first fault of a form gets the focus.
const wrong = document.querySelector("[aria-invalid=true]");
if (wrong) wrong.focus();

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page that waits for a run looks again by itself.
const again = document.querySelector("[data-again]");
if (again) setTimeout(() => location.reload(), Number(again.dataset.again) * 1000);
