// What the run was asked for, and how to ask for it again.
import {el, factList, section} from './dom.js';

/** @param {string} command */
function commandPart(command) {
  const text = el('pre', {tabindex: 0, 'aria-label': 'The command'}, command);
  const done = el('span', {role: 'status', class: 'soft'});
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
      done.textContent = 'Copied';
    } catch {
      const selection = getSelection();
      if (selection) selection.selectAllChildren(text);
      done.textContent = 'Selected';
    }
  };
  return el(
    'div',
    {class: 'command'},
    el('h3', {}, 'Command'),
    text,
    el('p', {}, el('button', {type: 'button', class: 'quiet', click: copy}, 'Copy the command'), ' ', done),
  );
}

/** @param {RunData} run */
export function settingsPart(run) {
  const settings = run.settings || [];
  if (settings.length === 0 && !run.run.command) return null;
  return section(
    'settings',
    'Settings',
    settings.length > 0 && factList(settings),
    run.run.command && commandPart(run.run.command),
  );
}
