declare module "holdout:wasm" {
  const base64: string;
  export default base64;
}
declare module "holdout:worker" {
  const text: string;
  export default text;
}
