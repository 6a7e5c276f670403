// Lines of text have at most 90 letters, however wide the window is, and printed ones break between
// words. JupyterLab has no setting for it, and its custom.css belongs to the student; so the course
// brings this extension, which the list of extensions can switch off. It is written by hand in the
// form in which JupyterLab loads extensions that were built.
(() => {
  // In a proportional type a letter is narrower than a nought, by which "ch" measures.
  // The sentence over an explorer's picture stays on its line: the picture must not jump.
  const css = `
    .jp-RenderedMarkdown > :is(p, ul, ol, dl, blockquote, details, h1, h2, h3, h4, h5, h6),
    .jp-RenderedHTMLCommon > p,
    .jp-RenderedHTMLCommon .steppes-figure :is(p, figcaption),
    .steppes-explorer p:not(.steppes-said) { max-width: 60ch; }
    .jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stdout"] pre {
      max-width: 90ch; overflow-wrap: anywhere; word-break: normal; }
  `;
  const plugin = {
    id: "steppes:lines",
    description: "Lines of text that can be read.",
    autoStart: true,
    activate: () => {
      const style = document.createElement("style");
      style.textContent = css;
      document.head.append(style);
    },
  };
  const extension = { __esModule: true, default: plugin };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.steppes = { init: () => {}, get: async () => () => extension };
})();
