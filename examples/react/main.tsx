/** A page in React. The fraction is its state; the element shows it and reports changes. */

import "holdout/element/react";
import type { Split } from "holdout";
import { useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0.2);
  const [split, setSplit] = useState<Split["report"]["split"] | null>(null);
  return (
    <main>
      <h1>A labeling tool, in React</h1>
      <label>
        Manifest <input id="file" type="file" onChange={({ target }) => setFile(target.files?.[0] ?? null)} />
      </label>
      <button type="button" onClick={() => setShare(0.4)}>
        Test with 40%
      </button>
      <output>{split ? `${split.train} to train with, ${split.test} to test with` : "no split yet"}</output>
      <holdout-splitter
        source={file}
        fraction={share}
        onholdout-split={({ detail, currentTarget }) => {
          setSplit(detail.report.split);
          // The person may have moved the slider.
          setShare((currentTarget as HTMLElementTagNameMap["holdout-splitter"]).fraction ?? 0.2);
        }}
      />
    </main>
  );
}

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
