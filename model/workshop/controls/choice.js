// A native list to choose from; options may stand in groups.
export default {
  template: `
    <div class="choice">
      <label :for="'choice' + $.uid">{{ name }}</label>
      <select :id="'choice' + $.uid" :value.prop="shown" @change="chosen">
        <option v-for="option in groups['']" :key="option.value" :value="option.value">{{ option.label }}</option>
        <template v-for="(options, group) in groups" :key="group">
          <optgroup v-if="group" :label="group">
            <option v-for="option in options" :key="option.value" :value="option.value">{{ option.label }}</option>
          </optgroup>
        </template>
      </select>
    </div>`,
  props: { name: String, options: Array, value: String },
  data() {
    return { shown: this.value };
  },
  computed: {
    groups() {
      const found = { "": [] };
      for (const option of this.options) (found[option.group || ""] ??= []).push(option);
      return found;
    },
  },
  methods: {
    chosen(event) {
      this.shown = event.target.value;
      const chosen = this.shown;
      window.in_order(() => this.$emit("choose", chosen));
    },
  },
};
