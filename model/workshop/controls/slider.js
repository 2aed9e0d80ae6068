// A native slider with its name and value written out; it keeps its own place while somebody holds it.
export default {
  template: `
    <div class="slider">
      <label :for="'slider' + $.uid"><span class="slider-name">{{ name }}</span> <output :for="'slider' + $.uid">{{ said }}</output></label>
      <input type="range" :id="'slider' + $.uid" :min="low" :max="high" :step="step" :value.prop="shown"
        :aria-valuetext="said" :disabled="disabled" @input="moved" @change="let_go">
      <span class="slider-note" v-if="note">{{ note }}</span>
    </div>`,
  props: {
    name: String, low: Number, high: Number, step: Number, value: Number, labels: Array, unit: String, note: String,
    disabled: Boolean,
  },
  data() {
    return { shown: this.value, held: false, timer: null, told: 0 };
  },
  computed: {
    said() {
      if (this.labels) return this.labels[Math.round((this.shown - this.low) / this.step)];
      const number = String(Number(this.shown.toPrecision(4))).replace("-", "−");
      return this.unit ? number + " " + this.unit : number;
    },
  },
  watch: {
    value(value) {
      if (!this.held) this.shown = value;
    },
  },
  methods: {
    moved(event) {
      this.shown = Number(event.target.value);
      this.held = true;
      clearTimeout(this.timer);
      const wait = Math.max(0, 40 - (performance.now() - this.told));
      if (wait) this.timer = setTimeout(this.tell, wait);
      else this.tell();
    },
    tell() {
      this.timer = null;
      this.told = performance.now();
      this.$emit("drag", this.shown);
    },
    let_go() {
      this.held = false;
      if (this.timer) {
        clearTimeout(this.timer);
        this.tell();
      }
    },
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
};
