// The package brings a worker and wasm files, which Vite's development server would leave behind.
export default { base: "./", optimizeDeps: { exclude: ["holdout"] } };
