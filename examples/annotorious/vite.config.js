// Vite's pre-bundling would lose the package's worker and wasm files.
export default { base: "./", optimizeDeps: { exclude: ["holdout"] } };
