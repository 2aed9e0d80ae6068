// A native slider with its name and value written out; it keeps its own place while somebody holds it.
export default {
  template: `
    <div class="slider">
      <label :for="'slider' + $.uid"><span class="slider-name">{{ name }}</span> <output :for="'slider' + $.uid">{{ said }}</output></label>
      <input type="range" :id="'slider' + $.uid" :min="low" :max="high" :step="step" :value.prop="shown"
        :aria-valuetext="said" :disabled="disabled" @input="moved" @change="let_go" @focus="hint">
      <span class="slider-note" v-if="note">{{ note }}</span>
    </div>`,
  props: {
    name: String, low: Number, high: Number, step: Number, value: Number, labels: Array, unit: String, note: String,
    disabled: Boolean,
  },
  data() {
    return { shown: this.value, held: false, timer: null, told: 0, hinted: null };
  },
  computed: {
    said() {
      if (this.labels) return this.labels[Math.round((this.shown - this.low) / this.step)];
      const number = Number(this.shown.toPrecision(4))
        .toLocaleString("en", { maximumFractionDigits: 20, useGrouping: false }).replace("-", "−").replace(".", WORDS.mark);
      return this.unit ? number + " " + this.unit : number;
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
      const place = this.shown;
      window.in_order(() => this.$emit("drag", place));
      clearTimeout(this.hinted);
      this.hinted = setTimeout(this.hint, 600);
    },
    hint() {
      // where the next key press would lead, so that it can be computed before it comes
      const near = [this.shown + this.step, this.shown - this.step].filter((v) => v >= this.low && v <= this.high);
      this.$emit("near", near.map((v) => Number(v.toPrecision(12))));
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
    clearTimeout(this.hinted);
  },
};
