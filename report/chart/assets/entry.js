// The parts of ECharts that report/chart draws with, as the global "echarts". build.sh makes echarts.js of it.
import * as core from 'echarts/core';
import { BarChart, LineChart, PieChart, HeatmapChart } from 'echarts/charts';
import {
  GridComponent, LegendPlainComponent, TitleComponent, TooltipComponent, MarkLineComponent, GraphicComponent, AriaComponent
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { LabelLayout } from 'echarts/features';

// Names of data become keys of plain objects in ECharts: an alert called "__proto__" must be a key like any other.
delete Object.prototype.__proto__;

core.use([
  BarChart, LineChart, PieChart, HeatmapChart,
  GridComponent, LegendPlainComponent, TitleComponent, TooltipComponent, MarkLineComponent, GraphicComponent, AriaComponent,
  SVGRenderer, LabelLayout
]);
globalThis.echarts = {
  init: core.init, setPlatformAPI: core.setPlatformAPI, connect: core.connect,
  getInstanceByDom: core.getInstanceByDom, version: core.version
};
