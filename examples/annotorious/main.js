/** Converts boxes drawn with Annotorious to a manifest. The element checks and splits it. */

import { createImageAnnotator, W3CImageFormat } from "@annotorious/annotorious";
import "@annotorious/annotorious/annotorious.css";
import "holdout/element";
import { fromW3C } from "holdout/adapters";

const [pictures, label, drawn, button, problems, splitter] = ["#pictures", "#label", "#drawn", "#split", "#problems", "holdout-splitter"].map(
  (at) => document.querySelector(at),
);
/** The folder of the pictures on S3. */
const prefix = "s3://my-bucket/pictures/";

/** Pictures to draw on. */
const annotators = Array.from({ length: 12 }, (_, i) => annotate(`picture-${i + 1}.png`, 30 * i));

function annotate(name, hue) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
  const paint = canvas.getContext("2d");
  paint.fillStyle = `hsl(${hue} 40% 60%)`;
  paint.fillRect(0, 0, 320, 240);
  const image = Object.assign(new Image(320, 240), { src: canvas.toDataURL(), alt: name });
  const place = document.createElement("span");
  place.append(image);
  pictures.append(place);
  // A box gets the label that was selected when drawing began: the selection may have changed by the time of the event.
  let chosen = label.value;
  place.addEventListener("pointerdown", () => (chosen = label.value), { capture: true });
  const annotator = createImageAnnotator(image, { adapter: W3CImageFormat(name) });
  annotator.on("createAnnotation", (annotation) => {
    annotator.updateAnnotation({ ...annotation, body: [{ type: "TextualBody", purpose: "tagging", value: chosen }] });
    drawn.value = annotators.reduce((sum, { annotator }) => sum + annotator.getAnnotations().length, 0);
  });
  return { name, annotator, size: { width: 320, height: 240 } };
}

button.addEventListener("click", () => {
  const conversion = fromW3C(
    annotators.flatMap(({ annotator }) => annotator.getAnnotations()),
    { prefix, sizes: Object.fromEntries(annotators.map(({ name, size }) => [name, size])) },
  );
  // Show what a manifest cannot express.
  problems.replaceChildren(
    ...conversion.problems.map(({ image, message }) => Object.assign(document.createElement("li"), { textContent: `${image ?? ""}: ${message}` })),
  );
  splitter.source = new File([conversion.blob], "drawn.manifest");
});
