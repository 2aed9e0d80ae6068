// A picture drawn by ECharts once there is something to draw and room for it; it may be taken away at any moment.
import { toRaw } from "vue";
import { echarts } from "nicegui-echart";
import { convertDynamicProperties } from "../../static/utils/dynamic_properties.js";

export default {
  template: "<div></div>",
  props: { options: Object },
  watch: { options: "draw" },
  mounted() {
    this.room = new ResizeObserver(() => (this.chart ? this.chart.resize() : this.draw()));
    this.room.observe(this.$el);
    this.draw();
  },
  beforeUnmount() {
    this.room.disconnect();
    this.chart?.dispose();
  },
  methods: {
    draw() {
      if (!this.options || !this.$el.offsetWidth || !this.$el.offsetHeight) return;
      this.chart ??= echarts.init(this.$el);
      const options = toRaw(this.options);
      convertDynamicProperties(options, true); // ":formatter" and its like are functions
      const others = this.chart.getOption()?.series?.length !== options.series.length;
      this.chart.setOption(options, { notMerge: others });
    },
  },
};
