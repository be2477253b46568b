// Features as a list of names, each a button to its evidence, below it why it stands there.
// One element of the page instead of one a feature. Names are only ever set as textContent.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const list = parentElement.querySelector("#features")
  const held = parentElement.activeElement?.closest("#features button")?.dataset.feature
  list.setAttribute("aria-label", data.label)
  list.replaceChildren(...data.features.map(([feature, name, why]) => {
    const [item, button, reason] = ["li", "button", "span"].map(tag => document.createElement(tag))
    button.textContent = name
    button.dataset.feature = feature
    if (feature === data.chosen) button.setAttribute("aria-current", "true")
    reason.textContent = why
    button.append(reason)
    button.onclick = () => setTriggerValue("opened", feature)
    item.append(button)
    return item
  }))
  // Drawn anew after a press: the keyboard stays where it was.
  if (held) list.querySelector(`[data-feature="${held}"]`)?.focus()
}
