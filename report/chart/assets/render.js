// What ECharts needs of a browser, and the one function that Engine.SVG calls.
globalThis.echartsStill = true; // nobody hovers over paper, see build.mjs
if (typeof setTimeout === 'undefined') {
  globalThis.setTimeout = function () { return 0; };
  globalThis.clearTimeout = function () {};
}
echarts.setPlatformAPI({
  measureText: function (text, font) {
    var px = /(\d+(?:\.\d+)?)px/.exec(font || '');
    return { width: textWidth(String(text), /bold|[6-9]00/.test(font || '')) * (px ? +px[1] : 12) };
  }
});
globalThis.renderChart = function (option, width, height) {
  var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: width, height: height });
  try {
    chart.setOption(JSON.parse(option));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
};
