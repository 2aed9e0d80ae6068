// A line of text or of a number to type, or an area of several rows, with its label; it keeps what is being typed.
export default {
  template: `
    <label class="field"><span>{{ name }}</span>
      <textarea v-if="rows" :rows="rows" :value.prop="shown" :maxlength="longest" autocomplete="off" @input="typed" @change="tell"></textarea>
      <input v-else :type="kind" :value.prop="shown" :maxlength="longest" v-bind="limits" autocomplete="off" @input="typed" @change="tell" @keydown.enter="entered">
    </label>`,
  props: { name: String, value: String, longest: Number, kind: String, rows: Number, limits: Object },
  data() {
    return { shown: this.value, wrong: false, timer: null };
  },
  methods: {
    typed(event) {
      this.shown = event.target.value;
      this.wrong = event.target.validity.badInput; // a browser gives no text at all for what it does not take for a number
      clearTimeout(this.timer);
      this.timer = setTimeout(this.tell, 150);
    },
    tell() {
      clearTimeout(this.timer);
      this.timer = null;
      const typed = this.wrong ? "?" : this.shown;
      window.in_order(() => this.$emit("type", typed));
    },
    entered() {
      this.tell();
      window.in_order(() => this.$emit("enter", this.shown));
    },
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
};
