import vue from "@vitejs/plugin-vue";

export default {
  base: "./",
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "holdout-splitter" } } })],
  // The package brings a worker and wasm files, which Vite's development server would leave behind.
  optimizeDeps: { exclude: ["holdout"] },
};
