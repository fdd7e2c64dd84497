/** Light or dark: as the system says, until the reader says otherwise. */
import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");

export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(system.matches ? "dark" : "light");
  document.documentElement.dataset["theme"] = theme;
  useEffect(() => {
    const follow = () => setTheme(system.matches ? "dark" : "light");
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, []);
  return [theme, () => setTheme(theme === "dark" ? "light" : "dark")];
}

export function ThemeButton({ theme, onToggle }: { readonly theme: Theme; readonly onToggle: () => void }) {
  return (
    <button type="button" class="quiet" onClick={onToggle} title="Light or dark (t)">
      {theme === "dark" ? "☀ light" : "☾ dark"}
    </button>
  );
}
