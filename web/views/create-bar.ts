import { percent } from "../texts.ts";

/** A bar of a share, with a label before and the share behind it. */
export interface Bar {
  readonly row: HTMLLIElement;
  readonly label: HTMLElement;
  /** @param share 0…1; undefined shows an empty bar */
  show(share: number | undefined, isBest: boolean): void;
}

export function createBar(): Bar {
  const row = document.createElement("li");
  const [label, track, value] = ["label", "track", "value"].map((name) =>
    Object.assign(document.createElement("span"), { className: name }),
  );
  const fill = document.createElement("span");
  track.append(fill);
  row.append(label, track, value);
  return {
    row,
    label,
    show(share, isBest) {
      fill.style.transform = `scaleX(${share ?? 0})`;
      value.textContent = share === undefined ? "" : percent(share);
      row.classList.toggle("best", isBest);
    },
  };
}
