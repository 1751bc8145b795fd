"""Web checkout: nobody loses a basket."""

from config.demo.company import WEB
from config.demo.notation import parse

ITEMS = parse(
    WEB,
    """
initiative #nobody-lost | Nobody loses a basket | progress @jonas -120m..170q +basket team:storefront ~mila
> Of a hundred filled baskets, 63 are never paid. Some of that is window shopping, but a good part is us:
> baskets vanish at sign-in, on a second device, and when the delivery day shows up too late.
>
> **Goal:** basket loss under 55 %.
! -64 mila: Split by cause for the first time: 19 points are "saw delivery cost or day too late". That is
: our lever.
  epic #guest | Buying without an account | progress @zofia -45..10 =31000/1/.8/2
  > Two thirds of first orders are guests. An account should be an offer after paying, never a gate before
  > it.
  ! -23 mila: Guests are 66 % of first orders now. Let us keep asking whether the account is needed at all.
    story #guest-basket | Guest checkout keeps the basket after sign-in | ready @jonas 5 1..12 =12500/2/1/.75
    | ~eleni
    > When a guest signs in half way, the old basket of the account replaces the new one. Merge them instead.
    ? Products of both baskets are there, quantities of the same product are the larger of the two
    ? A sentence says what was added from last time, with Undo
    ? A voucher on the guest basket survives
    ! -19 zofia: What happens when the old basket has a product that is sold out?
    ! -19 jonas: Keep it in the list, greyed, not counted. People like to see that it existed.
    ! -18 eleni: I will draw that state.
    story #guest-account | Make an account after paying, with one field | review @zofia 3 -9..2
    | =19000/1/.8/.5 +quick-win
    > On the thank-you page: "Choose a password to follow this order". Everything else we know already.
    ?x One field, no second confirmation mail
    ? The order is in the new account's history at once
    ! -2 jonas: Please test with an address that already has an account. It must not reveal that.
    story | Guest can see the order with number and e-mail | done @zofia 3 ..-52 +after-sale
    bug | Guest's e-mail with a plus sign is refused | done @zofia 1 ..-75 +quick-win
    ?x The 600 refused addresses of the last quarter all pass
    ?x The mail arrives at such an address
    ! -77 zofia: The pattern was from a forum post, with the comment "works for me".
    story | Keep the checkbox for the newsletter unticked | done @eleni .5 ..-101 +legal
    spike | Why do signed-in people check out as guests? | backlog @eleni 2
    > 8 % of guests have an account with the same e-mail. Forgotten password is the guess; let us ask twenty
    > of them.
  epic #devices | The basket follows me | progress @zofia -28..70m =14000/1/.8/2.5
  > One basket per person, not per browser. Also the ground for the app: it reads the same basket.
    feature #second-device | Basket survives a second device | progress @zofia 5 -14..18 =14000/1/.8/1
    | blocks:app-basket
    > People fill the basket on the sofa and pay at the desk, or the other way round. For signed-in people
    > the basket lives on the server; for guests a link by mail carries it over.
    ? Signed in: the same basket within five seconds on the other device
    ? A change on both devices at once keeps both changes
    ? Guests can send themselves the basket
    ! -11 zofia: Server basket is behind a switch for us in the office. Please fill it with strange things.
    ! -9 mateo: The app can read it too, see the app's backlog. Sizes of growbags come out as null for me.
    ! -8 zofia: Fixed, it was the unit. Thank you!
    story | Send my basket to my own e-mail | backlog 3 =5200/.5/.8/.5
    story | Share a basket with a neighbour | backlog 5 =1900/.5/.5/1
    > Allotment societies order together. Today they send each other photographs of the screen.
    bug | Basket count in the header is one behind | done @zofia 1 ..-17 =42000/.25/1/.5
    story | Save a product for later from the basket | backlog @zofia 3 =8800/.5/.8/.5
    > A tenth of all removals come back within a week. Give people a place to put things that is not the bin.
    ? Saved products stay for a year, also for guests on the same device
    ? Price changes since saving are shown
    bug | Basket forgets the chosen pot colour | ready @zofia 2 ..6 =2100/1/1/.5
    > Only for products with more than eight variants. The variant number is cut at one digit.
    ? Variants 10 and above survive a reload
    ? Baskets saved before the fix keep what was chosen, where it can be known
    ! -3 zofia: Honest answer: I wrote that in my first week.
    chore | Empty baskets older than a year from the database | backlog 1 +legal
  epic #day | Promise the delivery day early | ready @jonas 6m..70m =38000/2/.8/4 +delivery ~astrid
  > The day comes up after payment today. It is the question asked most in chat, and the lever that Mila's
  > numbers show. Warehouse works on the data: which day can we *keep*, for this product, to this post code.
    feature #delivery-day | Show delivery day before the payment step | ready @eleni 3 4..30 =38000/2/.8/1.5
    | blocks:po-checkout
    > "Arrives Thursday" beside the post code field, and again on the payment step. Never a range wider than
    > a day; when we do not know, say so and why.
    ? The day is right for 97 of 100 parcels over two weeks
    ? Plants and parcels in one order: the later day is shown, with the choice to split
    ? After the cut-off time the next day is shown without a reload
    ! -27 eleni: In the test people read "Thursday" and stopped looking. A range made them do sums.
    ! -20 astrid: We can keep 94 of 100 today. The slotting work gets us to 97, ready in about three weeks.
    ! -20 jonas: Then we wait those three weeks. A broken promise costs more than none.
    story #product-day | Delivery day on the product page, from the last post code | backlog 3 =52000/1/.8/1
    > After the promise holds in the basket. The post code is kept on the device; one tap changes it.
    story #choose-day | Choose a later delivery day | backlog @eleni 5 =7200/1/.8/1.5 +customer-ask
    > Holidays, or the bed is not dug yet. Up to four weeks ahead, no extra cost except pallets.
    ? Days without delivery for that post code cannot be chosen
    ? Plants are picked on the chosen day, not before
    ! -53 astrid: Four weeks is fine for pots and tools. For bare roots I need the end of the season in the
    : calendar.
    ! -52 jonas: Then the calendar ends where the season ends. Can the stock service tell me that day?
    ! -52 bogdan: It knows it already as `ship_until`. Nobody ever asked for it.
    story #change-day | Change delivery day after ordering | backlog @jonas 5 =4300/1/.8/1 +after-sale
    > Possible until picking starts. Afterwards the carrier's own page takes over, and we say so.
    ? A link in the confirmation mail and in the order history
    ? The warehouse sees the change before the next picking round
    ! -51 jonas: 9 % of calls to customer service are this one question.
    story | Show the cut-off time as a clock near it | backlog 2 =12000/.5/.5/.5
    > "Order within 2 h 10 min for Thursday". Only in the last four hours, and never red: it is a fact, not a
    > threat.
    bug | Delivery cost changes when the country is chosen twice | done @zofia 2 ..-29 =1700/1/1/.5
    story | Say that a pallet needs a lorry-sized road | backlog @eleni 2 =800/1/1/.5 +copy +quick-win
    > Fourteen failed pallet deliveries last quarter, 120 € each. One sentence and a checkbox with the access
    > width.
    ! -8 astrid: Ask for 3.5 m, not for "a lorry". Nobody knows how wide a lorry is.
    feature | Evening delivery window in three cities | dropped 8 =2900/.5/.5/4
    > 4.90 € on top was accepted by 3 % of those asked. The carrier wants at least 40 parcels per evening.
    ! -84 astrid: We would have had eleven parcels per evening in Cork. It would be cheaper if I drove them.
  epic #addresses | An address once, and right | progress @zofia -25..35 =30000/1/.8/2 +address
    bug #eircode | Address suggestions fail for Irish Eircodes | progress @zofia 2 -16..-4 =5600/2/1/.5
    | ~jonas
    > The suggestion service wants the Eircode without the space. With it the list stays empty and people
    > think we do not deliver. 210 tries a week end there.
    ? "D02 X285" and "D02X285" give the same suggestions
    ? Lower case works
    ! -15 zofia: The space is easy. The service also lost rural codes when they changed their data in their
    : last version.
    ! -7 jonas: Are we waiting for them?
    ! -4 zofia: Yes. Their fix is promised for this week; ours is merged behind it.
    story #addresses-many | Save several delivery addresses | backlog @zofia 5 =8900/.5/.8/1
    > Home, allotment, parents. Each with a note for the driver.
    ? The one used last is chosen
    ? Names for addresses, at most 20
    story | Note for the driver, shown on the label | ready @zofia 2 =9600/.5/.8/.5 +delivery
    > "Gate code 4711, please mind the cat" goes to customer service by mail today, and rarely reaches the
    > driver.
    ? At most 60 characters, since the label has room for that
    ? Emoji and line breaks are taken out before printing
    story | Deliver to a parcel locker | backlog 8 =6100/1/.5/2 +customer-ask
    > Asked for in 70 reviews last year. Nothing living, nothing above 10 kg, nothing that needs a signature.
    >
    > Both carriers offer it; the search for the nearest locker is the larger part of the work.
    story | Fill in the town from the post code | done @zofia 2 ..-37 =30000/.25/1/.5 +quick-win
    bug | House number 12½ is refused | backlog 1 =40/1/1/.5
    ! -33 jonas: There are eleven such houses among our customers and one of them writes very good letters.
    bug | Streets with an apostrophe break the label | done @bogdan 2 ..-82
    chore | Compare two address services on a thousand real orders | done @zofia 2 ..-60
    > Result: the present one finds 94.1 %, the other 96.8 % but costs twice as much. Look again at renewal.
  epic #come-back | Bring people back to their basket | backlog @mila 100q..170q =16000/.5/.5/2
  > One honest reminder, and useful reasons to return. No pressure: that was decided and stays so.
    story | Mail with the basket after one day, once | backlog 3 =16000/.5/.8/.75 +legal
    > Only with consent, one mail, no countdown and no discount. It says what is in the basket and when it
    > would come.
    ? One mail per basket, never within a day after an order
    ? The link opens the basket without sign-in, and without personal data on the page
    story | Tell me when something in my basket goes cheaper | backlog 3 =7400/.25/.5/.75
    story | Tell me when a sold-out plant is back | backlog @jonas 5 =9300/1/.8/1 +customer-ask
    > Bare-root season sells out in days. 2,400 people left their address on a form that nobody reads.
    ? One mail, in the order in which people asked, as long as stock lasts
    ? The address is deleted after the mail or after a year
    ! -38 mila: Nobody reads? I did not know that form existed.
    ! -38 jonas: It goes to a mailbox of somebody who left three years ago.
    ! -37 mila: Moving this up for the next grooming.
    feature | Countdown on reserved products | dropped =16000/.25/.5/1
    > Pressure is not how we want to sell shears. Dropped in the first discussion.
    spike | Which baskets are shopping lists in truth? | backlog 2
    story | Keep a basket under a name, such as "Balcony" | backlog
  epic #clear-basket | A basket one can read at a glance | progress @eleni -10..45m =60000/.5/.5/1.5 +ux
    story | Show delivery, vouchers and total in one place | progress @eleni 3 -10..8 =60000/.5/.8/.5
    ? The total is visible without scrolling on a phone with three products
    ? Every line that changes the total can be opened to see why
    story | Change quantity without a page reload | done @zofia 2 ..-44 =24000/.25/1/.5
    story | Suggest the soil that fits the plant | backlog 3 =14000/.5/.5/.75
    > A rhododendron in universal soil dies in its second year and we get the review. One suggestion, with
    > the reason.
    ? One suggestion, never for plants sold with their soil
    ? Can be closed and stays closed for this basket
    story | Warn when a plant will not survive at the post code | backlog @eleni 5 =6600/1/.5/1.5 +delivery
    > Hardiness zone by post code against the plant's. A warning, not a ban: people have greenhouses.
    story | Show what fits on one pallet | backlog 5 =700/.5/.5/1
    bug | Basket page jumps when pictures load | backlog 1 =60000/.25/1/.5 +performance
    bug | Totals differ by one cent between basket and mail | review @rasmus 2 -3..5 =500/.5/1/.5
    > The basket rounds per line, the mail per sum. 500 orders a quarter, each one a reason to doubt the
    > rest.
    ? One place rounds, everything else shows what it got
    ?x A thousand random baskets agree in basket, mail, PDF and ledger
    ! -2 rasmus: In review. It touches the mail, the PDF and the ledger export, so please read slowly,
    : Jonas.
    ! -1 jonas: Read slowly. One question in the export, otherwise fine.
""",
)
