// Calls `close` once the page has taken an element away, which it tells nobody.
export function whenGone(element, close) {
  const observer = new MutationObserver(() => {
    if (element.isConnected) return;
    observer.disconnect();
    close();
  });
  observer.observe(document, { childList: true, subtree: true });
}
