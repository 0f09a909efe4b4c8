/** Runs in the head, before anything is painted. */
const THEME_KEY = 'veinmind-report-theme'

/** @param {string} theme `light`, `dark`, or `auto` for the system's */
function setTheme(theme) {
  if (theme === 'light' || theme === 'dark') document.documentElement.setAttribute('data-theme', theme)
  else document.documentElement.removeAttribute('data-theme')
}

/** The theme that was chosen last; browsers may keep nothing for local files. */
function storedTheme() {
  try {
    return localStorage.getItem(THEME_KEY) ?? 'auto'
  } catch {
    return 'auto'
  }
}

setTheme(storedTheme())

document.addEventListener('DOMContentLoaded', () => {
  const choice = document.getElementById('theme')
  if (!(choice instanceof HTMLSelectElement)) return
  choice.value = storedTheme()
  choice.addEventListener('change', () => {
    setTheme(choice.value)
    try {
      localStorage.setItem(THEME_KEY, choice.value)
    } catch {
      // The choice lasts as long as the page.
    }
  })
})
