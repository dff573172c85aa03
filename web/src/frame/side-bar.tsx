import { Link } from './link.tsx'
import { SCREENS, screenOf } from './screens.tsx'
import './side-bar.css'

function Shield() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
      <path className="rail__shield" d="M16 2 4 6.5v8.7c0 7 4.9 12.4 12 14.8 7.1-2.4 12-7.8 12-14.8V6.5z" />
      <path className="rail__pulse" d="M8.5 16.5h4l2.2-5.5 3 10 2.3-4.5h3.5" />
    </svg>
  )
}

/** The screens, as icons with their names; along the bottom where the page is narrow. */
export function SideBar({ path }: { path: string }) {
  const here = screenOf(path)
  return (
    <nav className="frame__rail rail" aria-label="Screens">
      <Link to="/alerts" className="rail__brand" aria-label="Log Sentinel">
        <Shield />
      </Link>
      {SCREENS.map(({ path, name, Icon }) => (
        <Link
          key={path}
          to={path}
          className="rail__item"
          aria-current={here?.path === path ? 'page' : undefined}
        >
          <Icon size={20} stroke={1.6} />
          <span>{name}</span>
        </Link>
      ))}
    </nav>
  )
}
