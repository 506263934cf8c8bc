import { useEffect, useState } from 'react';
import { useWords } from '../words';

/** For a web view that forgets to say that the drag has left: WebKit under GTK is silent, too, while the hand is still. */
const silence = 4000;

/** What files that are held over a page are called: everywhere, and by WebKit under GTK before they are let go. */
const fileTypes = ['Files', 'text/uri-list'];

/**
 * Says, while files are held over the window, that they can be let go anywhere. It lies over everything, so that they are let go on this page
 * and not on the page of a frame.
 */
export function DropHint() {
  const t = useWords();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let gone: number | undefined;
    const leave = () => {
      window.clearTimeout(gone);
      setOver(false);
    };
    const hold = (e: DragEvent) => {
      if (!e.dataTransfer?.types.some((type) => fileTypes.includes(type))) {
        return;
      }
      window.clearTimeout(gone);
      gone = window.setTimeout(leave, silence);
      setOver(true);
    };
    const out = (e: DragEvent) => {
      if (e.relatedTarget === null) {
        leave();
      }
    };
    window.addEventListener('dragover', hold);
    window.addEventListener('dragleave', out);
    window.addEventListener('drop', leave);
    return () => {
      leave();
      window.removeEventListener('dragover', hold);
      window.removeEventListener('dragleave', out);
      window.removeEventListener('drop', leave);
    };
  }, []);
  return over ? (
    <div className="drop-hint" aria-hidden="true">
      <div>{t('ui.w.drop.over')}</div>
    </div>
  ) : null;
}
