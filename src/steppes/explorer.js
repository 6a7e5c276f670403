// The live half of an explorer, run in the page. exploring.py is the other half.
//
// One model is one explorer; it may have several views on the page. They share the pictures, which
// are kept by the places of the controls ("3,0,2"), so that a picture seen before is shown without
// asking. The kernel is asked for the picture wanted now at once, and for no second one before it
// has answered: places passed on the way are never drawn. While the student rests it is asked, one
// by one, for the neighbours of the control in use, and where there are few settings for them all.
// A question tells it where the student is, too: each message on the way makes the page work, and
// would hold the picture up.

const KEPT = 150; // pictures kept, least recently shown leave first
const SLOW_MS = 150; // a wait longer than this is said
const SPEAK_MS = 400; // a screen reader hears the picture that the student stopped at
const SILENT_MS = 10000; // a kernel may be busy for long; after this the page says what to try
const REST_MS = 100; // no move for so long, and neighbours are drawn ahead
const QUIET_MS = 1000; // no key and no click on the whole page for so long, and the others are
const WHOLE = 150; // with fewer settings than this all are drawn ahead
const SLIDER = 180; // pixels of a slider at least
const STEP = 3; // pixels between two of its places at least, so that a mouse can hit each
const THUMB = 16; // pixels that its handle takes of it
const GONE = "Run this cell again to bring the explorer back.";
const SILENT = `Still waiting for Python. If it was restarted: ${GONE}`;

let views = 0; // numbers the ids of all explorers that share this module

export default () => {
  const pictures = new Map(); // places -> {src, alt, words, sentence} or {trouble}
  const mounted = new Set(); // what draws each view again
  const questions = new Map(); // under way, by number: {number, places, ahead, here}
  let rest; // the timer until something is drawn ahead
  let touched = -Infinity; // when a key or the pointer was last pressed on the page
  let number = 0;
  let inUse = { control: 0, step: 1 }; // where the student is, and which way they last moved
  let notice = ""; // why no picture can come: GONE, SILENT or nothing

  const keep = (places, { png, ...picture }) => {
    if (png) {
      picture.src = `data:image/png;base64,${png}`;
      picture.image = new Image(); // held, so that it stays loaded
      picture.image.src = picture.src;
    }
    pictures.delete(places);
    pictures.set(places, picture);
    if (pictures.size > KEPT) pictures.delete(pictures.keys().next().value);
    return picture.image;
  };

  const say = (text) => {
    notice = text;
    mounted.forEach((draw) => draw());
  };

  // The next places worth drawing ahead: one step on, one step back, and in a quiet moment the rest.
  const ahead = (model) => {
    const at = model.get("at");
    const { control, step } = inUse;
    const sizes = model.get("controls").map(({ texts }) => texts.length);
    const beside = [step, -step]
      .map((by) => at.with(control, at[control] + by))
      .filter((there) => there[control] >= 0 && there[control] < sizes[control]);
    const all = sizes.reduce((product, size) => product * size) < WHOLE ? allPlaces(sizes, at) : [];
    const lacking = (there) => !pictures.has(String(there));
    const next = beside.find(lacking);
    if (next || !all.some(lacking)) return { next };
    const quiet = performance.now() - touched > QUIET_MS && [...mounted].some((draw) => draw.seen());
    return { next: quiet ? all.find(lacking) : undefined, later: true };
  };

  const askAhead = (model) => {
    if (!mounted.size || questions.size) return;
    const { next, later } = ahead(model);
    // A cell that waits comes first: what is drawn ahead would hold it up.
    if (next && !cellsWait()) send(model, next, true);
    else if (next || later) rest = setTimeout(askAhead, QUIET_MS, model);
  };

  const rested = (model) => {
    model.save_changes(); // what only a question has told
    askAhead(model);
  };

  const ask = (model) => {
    clearTimeout(rest);
    if (!mounted.size) return;
    const at = model.get("at");
    const places = String(at);
    if (pictures.has(places)) {
      rest = setTimeout(rested, REST_MS, model);
      return;
    }
    const same = [...questions.values()].find((question) => question.places === places);
    if (same) same.ahead = false;
    // What was asked ahead is not waited for.
    else if ([...questions.values()].every((question) => question.ahead)) send(model, at, false);
  };

  const told = (model) => {
    const places = String(model.get("at"));
    return [...questions.values()].some((question) => question.here && question.places === places);
  };

  const send = (model, at, ahead) => {
    const mine = { number: ++number, places: String(at), ahead, here: !ahead };
    const giveUp = () => {
      if (!questions.delete(mine.number)) return; // the next move asks again
      say(GONE);
    };
    // A kernel that is idle again and has not answered does not know this explorer: it is a new
    // one. The answer always comes before the word that the kernel is idle.
    const status = ({ content }) => content.execution_state === "idle" && giveUp();
    questions.set(mine.number, mine);
    setTimeout(() => questions.has(mine.number) && say(SILENT), SILENT_MS);
    try {
      model.send({ ask: mine.number, at, here: mine.here }, { iopub: { status } });
    } catch {
      giveUp(); // the kernel is dead, or was restarted
    }
  };

  const initialize = ({ model }) => {
    const { at, ...first } = model.get("first");
    keep(String(at), first);
    model.on("msg:custom", (message) => {
      const { answer, ...picture } = message;
      const question = questions.get(answer);
      if (!questions.delete(answer)) return;
      const answered = () => {
        say("");
        ask(model);
      };
      // Picture and words change in one frame, so what is not loaded yet is waited for.
      const image = keep(question.places, picture);
      if (image) image.onload = image.onerror = answered;
      else answered();
    });
    model.on("change:at", () => {
      // A picture that failed is tried again when the student comes back to it.
      const here = String(model.get("at"));
      pictures.forEach((p, places) => p.trouble && places !== here && pictures.delete(places));
      mounted.forEach((draw) => draw());
      ask(model);
    });
  };

  const render = ({ model, el }) => {
    const parts = build(model, `steppes-${Math.random().toString(36).slice(2, 8)}-${++views}`);
    let shown = null;
    let slow, speak;
    let moved = false; // only the view that the student moves speaks

    const show = (picture) => {
      const { alert, figure, image, sentence, words } = parts;
      alert.textContent = picture.trouble ?? "";
      sentence.textContent = picture.sentence ?? "";
      figure.hidden = Boolean(picture.trouble);
      if (!picture.trouble) {
        image.src = picture.src;
        image.alt = picture.alt;
        words.textContent = picture.words;
      }
      announce(picture.alt ?? "");
    };

    const announce = (text) => {
      clearTimeout(speak);
      if (moved) speak = setTimeout(() => (parts.live.textContent = text), SPEAK_MS);
    };

    const draw = () => {
      const at = model.get("at");
      const places = String(at);
      const picture = pictures.get(places);
      at.forEach((place, i) => parts.controls[i].show(place));
      clearTimeout(slow);
      if (picture !== shown) clearTimeout(speak);
      if (picture && picture !== shown) {
        keepFresh(pictures, places);
        show(picture);
      }
      // An older picture stays until the new one is there; until then the page says so.
      shown = picture ?? null;
      parts.root.setAttribute("aria-busy", String(!picture));
      parts.status.textContent = notice;
      if (notice && !picture) announce(notice);
      if (!picture && !notice) {
        slow = setTimeout(() => (parts.status.textContent = "Drawing…"), SLOW_MS);
      }
    };

    parts.controls.forEach(({ input, typed, placeOf }, control) => {
      const move = (place) => {
        const at = model.get("at");
        inUse = { control, step: Math.sign(place - at[control]) || 1 };
        moved = true;
        touched = performance.now();
        model.set("at", at.with(control, place)); // "change:at" draws and asks
        if (!told(model)) model.save_changes();
      };
      // Focus counts as use: the first step is then often drawn before the key is pressed.
      const use = () => {
        if (inUse.control !== control) inUse = { control, step: 1 };
        ask(model);
      };
      input.addEventListener("focus", use);
      input.addEventListener("input", () => move(Number(input.value)));
      typed?.addEventListener("focus", use);
      typed?.addEventListener("change", () => move(placeOf(model.get("at")[control])));
    });
    // In command mode JupyterLab takes keys as commands ("b" adds a cell, arrows move). What is
    // typed into a control stays here, but for Escape and for combinations such as Ctrl+S.
    parts.root.addEventListener("keydown", (event) => {
      const command = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape";
      if (!command) event.stopPropagation();
    });

    const away = new AbortController();
    const touch = () => (touched = performance.now());
    for (const kind of ["keydown", "pointerdown"]) {
      document.addEventListener(kind, touch, { capture: true, signal: away.signal });
    }
    draw.seen = () => isSeen(parts.root);
    el.append(parts.root);
    mounted.add(draw);
    draw();
    ask(model);
    return () => {
      mounted.delete(draw);
      away.abort();
      if (!mounted.size) clearTimeout(rest);
      clearTimeout(slow);
      clearTimeout(speak);
      if (!mounted.size) pictures.clear(); // a cell that was run again leaves nothing behind
    };
  };

  return { initialize, render };
};

function keepFresh(pictures, places) {
  const picture = pictures.get(places);
  pictures.delete(places);
  pictures.set(places, picture);
}

// All places there are: first those that one control away, and near, lead to.
function allPlaces(sizes, at) {
  const all = sizes.reduce(
    (ways, size) => ways.flatMap((way) => Array.from({ length: size }, (_, i) => [...way, i])),
    [[]]
  );
  const away = (there) =>
    there.reduce((sum, place, i) => sum + (place !== at[i]) * WHOLE + Math.abs(place - at[i]), 0);
  return all.sort((one, other) => away(one) - away(other));
}

// Whether a cell of this page runs or waits for its turn; other pages than Jupyter's do not tell.
function cellsWait() {
  const prompts = document.querySelectorAll(".jp-InputPrompt");
  return [...prompts].some((prompt) => prompt.textContent.includes("*"));
}

function isSeen(element) {
  const { top, bottom, height } = element.getBoundingClientRect();
  return !document.hidden && height > 0 && top < window.innerHeight && bottom > 0;
}

// The elements of one view, in the order in which they are read.
function build(model, id) {
  const controls = model.get("controls").map((control, i) => buildControl(control, `${id}-${i}`));
  const row = make("div", { className: "steppes-controls" }, ...controls.map((c) => c.box));
  const sentence = make("span", { className: "steppes-sentence" });
  const status = make("span", { className: "steppes-status" });
  const said = make("p", { className: "steppes-said" }, sentence, status);
  const alert = make("p", { className: "steppes-alert" });
  alert.setAttribute("role", "alert");
  // In the frame in which it arrives, not in the one after it.
  const image = make("img", { alt: "", decoding: "sync" });
  const words = make("p");
  const fold = make("details", {}, make("summary", {}, "This picture in words"), words);
  const figure = make("div", { className: "steppes-picture" }, image, fold);
  const live = make("div", { className: "steppes-live" });
  live.setAttribute("aria-live", "polite");
  const root = make("div", { className: "steppes-explorer" }, row, said, alert, figure, live);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Explorer");
  return { alert, controls, figure, image, live, root, sentence, status, words };
}

// One labelled native control; its value is the place among the options.
function buildControl({ kind, label, texts }, id) {
  const named = make("label", { htmlFor: id }, label);
  if (kind === "choice") {
    const options = texts.map((text, i) => make("option", { value: i }, text));
    const input = make("select", { id }, ...options);
    const show = (place) => (input.value = place);
    return { box: make("div", { className: "steppes-control" }, named, input), input, show };
  }
  const last = texts.length - 1;
  const input = make("input", { type: "range", id, min: 0, max: last, step: 1 });
  input.style.width = `${Math.max(SLIDER, last * STEP + THUMB)}px`;
  const longest = Math.max(...texts.map((text) => text.length));
  const beside = isNumeric(texts) ? typedBox : plainValue;
  const { value, showValue, ...typing } = beside(texts, longest, id, label);
  const show = (place) => {
    input.value = place;
    input.setAttribute("aria-valuetext", texts[place]);
    showValue(place);
  };
  const box = make("div", { className: "steppes-control" }, named, input, ...value);
  return { box, input, show, ...typing };
}

// The value beside a slider, where it is no number.
function plainValue(texts, longest) {
  const value = make("span", { className: "steppes-value" });
  value.setAttribute("aria-hidden", "true"); // aria-valuetext says it once
  value.style.minWidth = `${longest}ch`;
  return { value: [value], showValue: (place) => (value.textContent = texts[place]) };
}

// The value beside a slider as a box to type a number in: Enter moves to the nearest there is.
function typedBox(texts, longest, id, label) {
  const name = make("label", { htmlFor: `${id}-typed`, className: "steppes-unseen" });
  name.textContent = `${label}, to type`;
  const typed = make("input", { type: "text", inputMode: "decimal", id: `${id}-typed` });
  typed.autocomplete = "off";
  typed.style.width = `${longest + 2}ch`;
  let shown = null;
  const showValue = (place) => {
    // What is being typed stays while a picture comes in.
    if (place !== shown) typed.value = texts[place];
    shown = place;
  };
  const placeOf = (before) => {
    const wanted = asNumber(typed.value, texts);
    const away = texts.map((text) => Math.abs(asNumber(text, texts) - wanted));
    const isNumber = typed.value.trim() !== "" && Number.isFinite(wanted);
    const place = isNumber ? away.indexOf(Math.min(...away)) : before;
    typed.value = texts[place];
    return place;
  };
  return { value: [name, typed], typed, placeOf, showValue };
}

function isNumeric(texts) {
  return texts.every((text) => /\d/.test(text) && !Number.isNaN(asNumber(text, texts)));
}

// 60,000 and 1.50 % are numbers; where no text groups by commas, a comma typed is a decimal one.
function asNumber(text, texts) {
  const grouped = texts.some((each) => each.includes(","));
  return Number(text.replace(/[\s%]/g, "").replaceAll(",", grouped ? "" : "."));
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
