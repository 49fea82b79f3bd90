import { describeSettings, SETTING_NAMES, type SettingName } from "./settings.ts";

/** Each group begins with a setting and ends before the next group's first one, in the order of the settings. */
const FIRST_OF_GROUP: Readonly<Partial<Record<SettingName, string>>> = {
  host: "Where it listens, and how it runs",
  model: "What it reads",
  limitConnections: "How much at a time, and for how long",
  readings: "What it keeps",
  apiKeys: "Who may use it",
  docs: "What it shows",
};

/** All settings as lines of a command's help, in groups with headings. */
export function describeSettingGroups(): string {
  const groups: { readonly title: string; readonly names: SettingName[] }[] = [];
  for (const name of SETTING_NAMES) {
    const title = FIRST_OF_GROUP[name];
    if (title !== undefined) groups.push({ title, names: [] });
    groups.at(-1)!.names.push(name);
  }
  return groups.map(({ title, names }) => `${title}:\n${describeSettings(names)}`).join("\n\n");
}
