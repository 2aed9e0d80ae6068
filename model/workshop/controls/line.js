// A line of text to type, or an area of several rows, with its label; it keeps what is being typed.
export default {
  template: `
    <label class="field"><span>{{ name }}</span>
      <textarea v-if="rows" :rows="rows" :value.prop="shown" :maxlength="longest" autocomplete="off" @input="typed" @change="tell"></textarea>
      <input v-else :type="kind" :value.prop="shown" :maxlength="longest" :inputmode="keys" autocomplete="off" @input="typed" @change="tell" @keydown.enter="entered">
    </label>`,
  props: { name: String, value: String, longest: Number, kind: String, rows: Number, keys: String },
  data() {
    return { shown: this.value, timer: null };
  },
  methods: {
    typed(event) {
      this.shown = event.target.value;
      clearTimeout(this.timer);
      this.timer = setTimeout(this.tell, 150);
    },
    tell() {
      clearTimeout(this.timer);
      this.timer = null;
      const typed = this.shown;
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
