import { Guarded, type PartOf } from '../../strict.ts';
import { app } from '../app/app.ts';

type ItemOptions = Electron.MenuItemConstructorOptions;

/** Electron's `MenuItem`. Clicking it is up to the test; roles are not carried out. */
export class HostMenuItem
  extends Guarded
  implements PartOf<Electron.MenuItem, 'submenu' | 'role' | 'icon'>
{
  readonly type: Electron.MenuItem['type'];
  readonly role: ItemOptions['role'];
  readonly submenu: HostMenu | undefined;
  readonly click: () => void;
  readonly label: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  checked: boolean;

  constructor(options: ItemOptions) {
    super('MenuItem');
    const { submenu, label = '', role } = options;
    this.type = options.type ?? (submenu ? 'submenu' : 'normal');
    if (this.type === 'radio') throw new Error('electron-host: radio items are not implemented');
    if (this.type !== 'separator' && label === '' && role === undefined) {
      throw new Error(
        'Invalid template for MenuItem: must have at least one of label, role or type',
      );
    }
    this.role = role;
    this.label = label;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.submenu = Array.isArray(submenu)
      ? HostMenu.buildFromTemplate(submenu)
      : (submenu as unknown as HostMenu | undefined);
    this.click = () => {
      if (role !== undefined) throw new Error(`electron-host: the role ${role} is not implemented`);
      if (this.type === 'checkbox') this.checked = !this.checked;
      options.click?.(this as never, undefined, {});
    };
  }
}

/** Electron's `Menu`. Nothing is drawn. */
export class HostMenu extends Guarded {
  readonly items: readonly HostMenuItem[];

  private constructor(items: readonly HostMenuItem[]) {
    super('Menu');
    this.items = items;
  }

  static buildFromTemplate(template: readonly ItemOptions[]): HostMenu {
    return new HostMenu(template.map((item) => new HostMenuItem(item)));
  }

  static setApplicationMenu(menu: HostMenu | null): void {
    app.applicationMenu = menu;
  }
}
