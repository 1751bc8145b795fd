"""Mobile app: foundations and first steps."""

from config.demo.company import APP
from config.demo.notation import parse

ITEMS = parse(
    APP,
    """
initiative #app-base | An app that never gets in the way | building @mateo -160h..140h team:mobile ~tomas
> Crash-free sessions were 98.6 % last spring, and every fifth one-star review said "does not start". We are
> at 99.7 % and want to stay above it while the app grows.
  epic #stable | It starts, fast, every time | building @mateo -55..60m =8/9/5 +performance
    story #cold-start | Cold start below one and a half seconds | building @mateo 5 -15..14 =8/8/5
    > Measured on the three phones of the test shelf. 2.4 s at the moment, of which 0.9 s is waiting for
    > prices.
    >
    > - [x] show the last known home screen at once
    > - [ ] prices after the first frame
    > - [ ] fonts in the package
    ? Median of twenty starts on the slowest phone below 1.5 s
    ? Never an empty screen, not even without network
    ! -7 mateo: 1.9 s now. The home screen from yesterday is shown while the new one loads.
    bug #crash-rotate | Crash when the phone is turned on the payment page | beta @mateo 2 -9..-3 =8/9/7
    | +crash +android
    > 41 % of all crashes. The wallet sheet outlives its page.
    ?x No crash in 200 turns on five phones
    ?x The payment is neither lost nor made twice when the phone is turned
    ! -4 mateo: In the beta since Thursday, none seen so far. I would like the weekend's numbers before
    : releasing.
    bug | Crash on start with a full storage | ready @mateo 2 =6/8/7 +crash
    ? The app starts, says what is missing and offers to clear the pictures
    ? Clearing never touches the plant list or the diary
    bug | Pictures of plants eat 600 MB | released @mateo 3 ..-47 +offline
    chore | Crash reports without personal data | released @mateo 2 ..-85
    chore | Leave iOS versions older than three years | backlog @mateo 2 ..56m =4/8/7 +ios
    > 1.9 % of people. Tell them twice, two months ahead, and leave the web shop as the way out.
    story | Works in the greenhouse: clumsy network | backlog 8 =7/6/3 +offline
    > Calls are repeated when the network comes back. Orders are never placed twice.
    ? An order sent during a break is placed exactly once
    ? What waits to be sent is visible and can be taken back
    ! -58 mateo: "Clumsy network" is a quotation. She held the phone against the glass with her elbow.
    bug | Sign-in loop after changing the password on the web | released @mateo 2 ..-36 =7/9/8
    bug | Dark mode forgets itself on two brands of phone | backlog 1 =2/7/8 +android
    spike | What would sharing code with the web's basket cost us? | dropped @mateo 3
  epic #first | The first five minutes | ready @eleni 12..65m =8/6/5 +onboarding
    story #first-run | Start without an account | ready @eleni 3 12..34 =8/8/7
    > Today the first screen is a sign-in form; 38 % leave there. Ask only when an order or a second device
    > needs it.
    ? Garden and week's list work without an account
    ? Making an account later keeps everything
    ! -20 tomas: This might be the cheapest thing on the whole list.
    story | Three questions, then something useful | backlog @eleni 3 =7/7/6
    > Where, how big, what for (eat, look, rest). Then a first list of tasks, at once, without an account.
    ? Each question can be skipped
    ? The first list appears within two seconds
    story | Ask for messages when there is a reason, not at the start | ready @mateo 1 =6/9/9 +push
    > 71 % say no at the first start, and we may not ask again.
    ? Asked after the first order or the first frost warning, whichever comes first
    ? Whoever says no is not asked again for half a year
    story | Bring my orders over from the web | backlog 2 =6/8/7
    story | Try the app with a garden that is made up | backlog
    > For people in the shop who do not have a garden yet. A balcony in Porto, with a history of one year.
    story | Sign in by a link from the mail | backlog @mateo 3 =6/8/6
    bug | Post code of the Channel Islands is refused at the start | backlog 1 =2/9/9
    spike | Watch five beginners plant their first pot with the app | released @eleni 3 ..-29
    > They looked for "how deep" first and found it last. Depth and distance go to the top of the plant page.
  epic #app-a11y | Large letters, one hand, no colours | building @eleni -18..50m =7/8/5 +a11y
    story | All screens at the largest system letters | building @mateo 5 -18..-5 =7/9/5
    > 27 screens, 19 done. The rest are forms.
    ? Nothing is cut off at 200 %
    ? Buttons grow with their words
    ! -6 tomas: We said this week. What is left?
    ! -6 mateo: Eight forms. Address and payment are the ugly ones, I would rather be late than cut words
    : off.
    ! -5 tomas: Agreed, take the time.
    story | Main actions in reach of one thumb | backlog @eleni 3 =6/7/6
    story | Sun mode: readable outside at noon | ready @eleni 3 =7/7/7
    > Everything in the app was designed indoors. In the sun the soft greens are all the same grey.
    ? Contrast of at least 10:1 for text on the week's list
    ? Switches by the light sensor where there is one, by hand everywhere
    ! -16 eleni: I have stood in my mother's garden with a light meter. 10:1 is what it takes.
    bug | Frost and heat warnings differ by colour only | released @eleni 1 ..-24 =6/9/9
    bug | Swipes on the task list have no other way | building @mateo 2 -3..8 =6/9/7
    ? Every swipe is also in a menu and can be reached by screen reader
    ? The menu opens by long press and by a visible button
    story | Voice-over names for all 140 icons | released @mateo 3 ..-70
  epic #release | Releases without held breath | building @mateo -28..60m =5/8/5
    chore | Every change on a test phone within ten minutes | released @mateo 3 ..-64
    chore | Screenshots for the stores make themselves | backlog @mateo 3 =3/8/5
    > Eleni spends a day per release on 96 pictures in four languages.
    chore | Release to one in twenty first, stop by itself on crashes | building @mateo 3 -10..11
    ? Stops when crash-free sessions fall below 99.5 % in the first 2,000
    ?x The share is raised by hand, with the figures beside the button
    ! -3 mateo: The stop works. Starting again is still by hand, and that may be right.
    chore | Answer store reviews within two days | backlog @tomas 1
    chore | Switch for the kill of a feature from afar | released @mateo 2 ..-80
    story | Say what is new in one sentence per release | backlog @tomas 1 =3/7/9
    bug | Build number and version disagree in the settings | released @mateo 1 ..-15
  epic #measure | Know whether it helps | backlog @tomas 45m..110q =5/7/6
  > We count downloads and sessions. Neither says whether a garden is better for it.
    story | Count weekends, not sessions | ready @tomas 2 =6/9/7
    ? A person counts once per weekend, in their own time zone
    ? Works without knowing who the person is
    story | Ask one question after a finished task | backlog @eleni 2 =4/6/8
    chore | Events of app and web under the same names | backlog @mateo 3 =5/8/5
    > `add_to_cart`, `basket_add` and `AddBasket` are the same thing. One list of names, kept by one person.
    chore | Delete usage data after 14 months | released @mateo 1 ..-33
    spike | Do people with a plant list buy more, or only differently? | backlog @tomas 2
""",
)
