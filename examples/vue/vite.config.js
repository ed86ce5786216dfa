import vue from "@vitejs/plugin-vue";

export default {
  base: "./",
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "holdout-splitter" } } })],
  // Vite's pre-bundling would lose the package's worker and wasm files.
  optimizeDeps: { exclude: ["holdout"] },
};
