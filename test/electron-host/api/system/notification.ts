import { HostEmitter, type PartOf } from '../../strict.ts';

const made: HostNotification[] = [];

/** Electron's `Notification`. Nothing is drawn; clicks on it are up to the test. */
export class HostNotification
  extends HostEmitter<Electron.Notification>
  implements PartOf<Electron.Notification>
{
  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions) {
    super('Notification');
    this.title = title;
    this.body = body;
    made.push(this);
  }

  show(): void {
    // Nothing is drawn.
  }

  static isSupported(): boolean {
    return true;
  }
}

/** Every notification that the app has made, in order. */
export function allNotifications(): readonly HostNotification[] {
  return made;
}
