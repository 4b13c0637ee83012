import { Guarded, type PartOf } from '../../strict.ts';

type ItemOptions = Electron.MenuItemConstructorOptions;

/** Electron's `MenuItem`. Clicking it is up to the test. */
export class HostMenuItem extends Guarded implements PartOf<Electron.MenuItem, 'submenu'> {
  readonly submenu: HostMenu | undefined;
  readonly click: () => void;
  readonly label: string;
  readonly enabled: boolean;
  checked: boolean;

  constructor(options: ItemOptions) {
    super('MenuItem');
    const { submenu, label = '', role, type = 'normal' } = options;
    if (role !== undefined || type === 'radio') {
      throw new Error('electron-host: roles and radio items are not implemented');
    }
    if (type !== 'separator' && label === '') {
      throw new Error(
        'Invalid template for MenuItem: must have at least one of label, role or type',
      );
    }
    this.label = label;
    this.enabled = options.enabled ?? true;
    this.checked = options.checked ?? false;
    this.submenu = Array.isArray(submenu) ? HostMenu.buildFromTemplate(submenu) : undefined;
    this.click = () => {
      if (type === 'checkbox') this.checked = !this.checked;
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

  static setApplicationMenu(): void {
    // No window draws a menu bar.
  }
}
