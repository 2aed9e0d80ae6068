// A native tick box with its text beside it.
export default {
  template: `<label class="tick"><input type="checkbox" :checked.prop="shown" @change="ticked"><span>{{ name }}</span></label>`,
  props: { name: String, value: Boolean },
  data() {
    return { shown: this.value };
  },
  methods: {
    ticked(event) {
      this.shown = event.target.checked;
      const ticked = this.shown;
      window.in_order(() => this.$emit("tick", ticked));
    },
  },
};
