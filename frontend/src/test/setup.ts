// jsdom lacks what Mantine asks of a browser.
Object.defineProperty(window, 'matchMedia', { value: () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {}, addListener: () => {}, removeListener: () => {} }) });
class Nothing {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.defineProperty(window, 'ResizeObserver', { value: Nothing });
Object.defineProperty(globalThis, 'IS_REACT_ACT_ENVIRONMENT', { value: true });
