// Which screen is shown for what the app is at.

import { AddPhone } from './add-phone.tsx';
import type { App, Given } from './app.ts';
import { Certificates } from './certificates.tsx';
import { ChangePin, choosesNewPin } from './change-pin.tsx';
import { ChoosePin, PinAgain } from './choose-pin.tsx';
import { Done, Grant, Wishing } from './deed.tsx';
import { EnterCode } from './enter-code.tsx';
import { Making, Ready } from './enrolled.tsx';
import { chosenTwice, choosePins, enterPin, look, make, makeAgain, protect, read, refuseIt, startOver, takeCode, takeLine, takeTyped } from './flow.ts';
import { History, Past } from './history.tsx';
import { Home } from './home.tsx';
import { Keys } from './keys.tsx';
import { LinkScreen, takeLink } from './link.tsx';
import { addPhone, grantIt, openKeys, want } from './own.ts';
import { BackBar, Screen, Waiting } from './parts.tsx';
import { keep } from './past.ts';
import { EnterPin } from './pin.tsx';
import { Protect } from './protect.tsx';
import { Read } from './read.tsx';
import { Request } from './request.tsx';
import { Halted, ResultScreen } from './result.tsx';
import { Scan } from './scan.tsx';
import { EnterLine, LinkFound, Start } from './start.tsx';
import type { Deed } from '../protocol/wish.ts';
import { country, say } from '../words.ts';

interface ScreensProps {
  readonly app: App;
  readonly redraw: () => void;
  /** Takes the phone away from another window. */
  readonly take: () => void;
}

export function Screens({ app, redraw, take }: ScreensProps) {
  const { view } = app;
  const home = () => app.show({ name: 'home' });
  switch (view.name) {
    case 'opening':
      return (
        <Screen id="opening" bar={<BackBar title={say('phone-name')} />}>
          <Waiting>{say('phone-opening')}</Waiting>
        </Screen>
      );
    case 'start':
      return <Start scan={() => app.show({ name: 'scan' })} enterCode={() => app.show({ name: 'code' })} enterLine={() => app.show({ name: 'activation' })} redraw={redraw} />;
    case 'scan':
      return <Scan isLink={false} take={(text) => takeCode(app, text)} enterLine={() => app.show({ name: 'activation' })} back={() => app.show({ name: 'start' })} />;
    case 'activation':
      return <EnterLine problem={view.problem} back={() => app.show({ name: 'start' })} take={(line) => takeLine(app, line)} />;
    case 'code':
      return (
        <EnterCode
          problem={view.problem}
          isBusy={view.isBusy === true}
          back={() => app.show({ name: 'start' })}
          enterLine={() => app.show({ name: 'activation' })}
          take={(groups) => void takeTyped(app, groups)}
        />
      );
    case 'activation-found':
      return <LinkFound activation={view.activation} begin={() => choosePins(app, view.activation)} redraw={redraw} />;
    case 'choose':
      return <Choose app={app} view={view} />;
    case 'protect': {
      const { activation, pins } = view;
      const back = () => {
        for (const pin of Object.values(pins)) pin.fill(0);
        app.show({ name: 'activation-found', activation });
      };
      return (
        <Protect
          isBusy={view.isBusy === true}
          hasFailed={view.hasFailed === true}
          back={back}
          protect={() => void protect(app, activation, pins)}
          without={() => void make(app, activation, pins)}
        />
      );
    }
    case 'making':
      return <Making failed={view.failed} again={() => void makeAgain(app)} fromLink={(activation) => app.show({ name: 'activation-found', activation })} startOver={() => void startOver(app)} />;
    case 'enrolled':
      return <Ready enrolled={view.enrolled} comparison={view.comparison} done={home} />;
    case 'home':
      return <Home app={app} look={(session) => look(app, session)} redraw={redraw} />;
    case 'scan-link':
      return <Scan isLink take={(text) => takeLink(app, text)} back={home} />;
    case 'link':
      return <LinkScreen view={view} app={app} />;
    case 'keys':
      return <Keys app={app} isBusy={view.isBusy === true} hasFailed={view.hasFailed === true} back={home} />;
    case 'change-pin':
      return <ChangePin app={app} view={view} back={() => app.show({ name: 'keys' })} />;
    case 'add-phone':
      return <AddPhone app={app} view={view} back={() => void openKeys(app)} />;
    case 'history':
      return <History app={app} isBusy={view.isBusy === true} hasFailed={view.hasFailed === true} back={home} />;
    case 'past':
      return <Past app={app} view={view} keep={() => void keep(app, view.past)} back={() => app.show({ name: 'history' })} />;
    case 'wishing':
      return <Wishing />;
    case 'grant': {
      const { wish, given = {} } = view;
      return <Grant app={app} wish={wish} isBusy={view.isBusy === true} wrong={view.wrong} back={() => leaves(app, given)} enter={(pin) => void grantIt(app, wish, pin, given)} />;
    }
    case 'done':
      return <Done app={app} view={view} again={() => again(app, view.deed)} back={() => void openKeys(app)} />;
    case 'certificates':
      return <Certificates app={app} back={home} />;
    case 'request': {
      const title = country(app.open.acceptedKeyList.body.country);
      const { session } = view;
      const { choice, differs } = app.choiceOf(session);
      return (
        <Request
          session={session}
          choice={choice}
          differs={differs}
          open={(at) => void read(app, session, at)}
          strike={(at, isSigned) => app.strike(session, at, isSigned)}
          title={title}
          isBusy={view.isBusy === true}
          now={() => app.now()}
          later={home}
          goOn={() => app.show({ name: 'pin', session })}
          refuse={(reason) => void refuseIt(app, session, reason)}
        />
      );
    }
    case 'read': {
      const { session, at } = view;
      return (
        <Read
          app={app}
          session={session}
          at={at}
          found={view.found}
          again={() => void read(app, session, at)}
          back={() => app.show({ name: 'request', session })}
          isShown={() => app.noteRead(session, at, true)}
        />
      );
    }
    case 'pin': {
      const { session } = view;
      const { signed } = app.choiceOf(session).choice;
      const count = signed.length === 1 ? undefined : signed.filter(Boolean).length;
      return <EnterPin session={session} count={count} hasLock={app.open.state.lock !== undefined} isBusy={view.isBusy === true} wrong={view.wrong} back={() => app.show({ name: 'request', session })} enter={(pin) => void enterPin(app, session, pin)} />;
    }
    case 'result':
      return <ResultScreen result={view} app={app} freeze={() => void want(app, { type: 'freeze' })} again={() => app.show({ name: 'request', session: view.session })} done={home} />;
    case 'halted':
      return <Halted why={view.why} act={actOf(view.why, take, () => void startOver(app))} />;
  }
}

/** The person goes back from the PIN: what was made ready is of no use any more. */
function leaves(app: App, { newPin, activation }: Given): void {
  newPin?.wrapPart.fill(0);
  activation?.secret.fill(0);
  app.show({ name: 'keys' });
}

/** What was not done is wished for again; a PIN is chosen anew for that, and an activation drawn anew. */
function again(app: App, deed: Deed): void {
  if (deed.type === 'change_pin') return choosesNewPin(app, deed.purpose);
  if (deed.type === 'activate') return void addPhone(app);
  void want(app, deed);
}

function actOf(why: string, take: () => void, again: () => void): (() => void) | undefined {
  if (why === 'tab') return take;
  return ['blocked', 'ended', 'copied', 'exhausted'].includes(why) ? again : undefined;
}

function Choose({ app, view }: { app: App; view: Extract<App['view'], { name: 'choose' }> }) {
  const { activation, purpose, before, first } = view;
  const kept = before === undefined ? {} : { before };
  const back = () => {
    for (const secret of [first, before]) secret?.fill(0);
    app.show({ name: 'activation-found', activation });
  };
  if (first === undefined) {
    return (
      <ChoosePin
        key={purpose}
        purpose={purpose}
        before={before}
        differs={view.differs === true}
        back={back}
        chosen={(pin) => app.show({ name: 'choose', activation, purpose, first: pin, ...kept })}
      />
    );
  }
  return <PinAgain key={`${purpose} again`} purpose={purpose} first={first} back={back} done={(isSame) => chosenTwice(app, activation, purpose, first, before, isSame)} />;
}
