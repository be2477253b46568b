// A text whose words can be chosen: click one, drag or shift-click over several; with the keyboard,
// arrows move, shift and arrows extend, space or enter choose, escape takes the whole text again.
// People's texts are only ever set as textContent.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const box = parentElement.querySelector("#words")
  const last = data.words.length - 1
  const held = parentElement.activeElement?.closest("#words") ? Number(box.dataset.at) : -1
  let from = data.first, to = data.last, pressed = -1
  let at = held >= 0 && held <= last ? held : data.whole ? 0 : from

  box.setAttribute("aria-label", data.label)
  box.replaceChildren()
  const options = data.words.map(([before, word], i) => {
    const option = document.createElement("span")
    option.setAttribute("role", "option")
    option.textContent = word
    option.dataset.i = i
    box.append(document.createTextNode(before), option)
    return option
  })

  const draw = () => {
    const [low, high] = from < to ? [from, to] : [to, from]
    options.forEach((option, i) => {
      const chosen = i >= low && i <= high
      option.setAttribute("aria-selected", String(chosen))
      option.classList.toggle("chosen", chosen && high - low < last)
      option.tabIndex = i === at ? 0 : -1
    })
    box.dataset.at = at
  }
  const tell = () => {
    const [low, high] = from < to ? [from, to] : [to, from]
    setTriggerValue("chosen", `${low}-${high}`)
  }
  const go = (i, extend) => {
    at = Math.max(0, Math.min(last, i))
    if (extend) to = at
    draw()
    options[at].focus()
  }
  const wordAt = event => {
    const option = event.target.closest && event.target.closest("[role=option]")
    return option ? Number(option.dataset.i) : -1
  }
  const one = i => { from = to = at = i }

  box.onpointerdown = event => {
    const i = wordAt(event)
    if (i < 0 || event.button !== 0) return
    pressed = i
    if (event.shiftKey) { to = at = i } else one(i)
    event.preventDefault()
    draw()
    options[at].focus()
  }
  box.onpointerover = event => {
    const i = wordAt(event)
    if (pressed >= 0 && i >= 0) { to = at = i; draw() }
  }
  box.onpointerup = () => { if (pressed >= 0) { pressed = -1; tell() } }
  box.onpointerleave = () => { if (pressed >= 0) { pressed = -1; tell() } }
  box.onkeydown = event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    const end = { Home: 0, End: last }[event.key]
    if (step || end !== undefined) {
      if (event.shiftKey && data.whole && to - from === last) from = at
      go(end === undefined ? at + step : end, event.shiftKey)
    } else if (event.key === " " || event.key === "Enter") {
      if (!event.shiftKey && (at < Math.min(from, to) || at > Math.max(from, to) || data.whole && to - from === last)) one(at)
      tell()
    } else if (event.key === "Escape") {
      from = 0
      to = last
      tell()
    } else return
    event.preventDefault()
    event.stopPropagation() // arrows are shortcuts of some pages
  }
  draw()
  if (held >= 0) options[at].focus() // drawn anew after a choice: the keyboard stays where it was
}
