"""Mobile app: buying, and where the order is."""

from config.demo.company import APP
from config.demo.notation import parse

ITEMS = parse(
    APP,
    """
initiative #pocket | Orders in the pocket | building @tomas -80h..130h +orders team:mobile
> Half of all questions to customer service are about an order on its way. The app knows the answer before
> the customer asks; it only has to say so.
>
> **Goal:** app users ask half as often as web customers (today the same).
  epic #tracking | Follow the parcel | building @mateo -40..20 =8/8/5
    feature #track | Where my order is, in five steps | beta @mateo 5 -40..5 =8/9/6
    > The same five steps as on the web: received, picked, packed, with the carrier, delivered. Plus "waiting
    > for frost to pass" for plants.
    ?x Right within 15 minutes of a scan
    ?x The promised day is always visible
    ? A change of day is explained in one sentence
    ! -16 tomas: Same words as on the web, please. Eleni keeps the list.
    ! -15 eleni: It is in the design folder, "Order words". Nineteen of them.
    story #push-out | Tell me when it is out for delivery | beta @mateo 3 -20..2 =8/9/8 +push
    ?x One message with a time window where the carrier has one
    ?x Not between 21:00 and 7:00
    story | Live activity on the lock screen | backlog @mateo 5 =5/6/4 +ios
    > From "packed" to "delivered" only. The parcel's line with the promised day; no advertising.
    story | Delivery photograph in the order | backlog @mateo 3 ..24 =6/8/7
    ? Only signed in, deleted after 30 days
    ? Works for the two carriers that send one
    story | "I am not at home", choose a neighbour or a safe place | backlog 5 =7/5/4
    story | Order widget for the home screen | backlog 5 =4/6/5 +android
    bug | Parcel in two boxes shows as delivered after the first | building @mateo 2 -4..3 =7/9/7
    ? Delivered means all boxes; until then "1 of 2 delivered"
    ? Each box has its own tracking link
    ! -4 bogdan: The carrier's message has the count, field `pieces`. We did not pass it on. Fixed on our
    : side today.
    bug | Delivery day is a day early west of Greenwich | released @mateo 1 ..-30 =5/9/9
    ! -31 tomas: Found by me, in Lisbon, waiting for my own rhododendron.
    story | Call the driver within the last hour | dropped 3 =4/4/3
    bug | Map shows the parcel in the sea | released @mateo 1 ..-58
    > Latitude and longitude swapped for one carrier. Eleven customers asked politely about the ship.
  epic #returns-app | Returns and trouble in three taps | ready @tomas 28m..95m =7/7/4
    feature #return-app | Start a return from the order | ready @mateo 5 28..60m =7/8/5
    ? Reason, photograph where it helps, refund or replacement
    ? Code for the parcel shop, no printer
    ? Living plants get advice before they are sent back
    ! -10 eleni: First flow is in the design folder. The hardest screen is the one for a plant that simply
    : died.
    ! -9 tomas: "I am sorry to hear that" and a photograph. Please no drop-down list for grief.
    story #damaged-plant | A plant arrived damaged: photograph, done | ready @mateo 5 20w..45w =8/8/6 +camera
    > No ticket, no waiting: under 40 € the replacement is on its way at once. Above it a person looks.
    ? Works with a bad connection, the picture follows later
    ? At most two automatic replacements per customer and season
    ! -23 tomas: Siobhán agreed to 40 € for a trial of three months.
    story | Chat that knows which order I mean | backlog @tomas 8 =7/5/3
    > People type the order number from a screenshot. Open the chat from an order and both sides know.
    story | Refund arrives: tell me | backlog 2 =5/8/8 +push
    story | See the guarantee of a plant | backlog 2 =4/8/8
    bug | Return reason is lost when the app is closed | backlog 2 =4/8/7
  epic #shop-app | Buying that respects the thumb | building @mateo -60..110q =7/6/5
    story #app-basket | The web's basket in the app | beta @mateo 5 -14..-2 =8/9/6
    > Reads the server basket that the web team is building. See their item for the rules of merging.
    ?x A change on the web shows here within five seconds
    ? A basket filled without network is merged, not replaced
    ! -9 zofia: If the merge looks odd, send me the request id and not a screenshot, please.
    ! -8 mateo: Fair. Here are three.
    feature #app-pay | Apple Pay and Google Pay in the app | building @mateo 5 -7..21 =8/9/7
    ? The same wallet sheet as on the web, with delivery options
    ? Falls back to card without losing the basket
    story | Buy again from the order history | released @mateo 3 ..-40 =6/8/8
    story | Search by voice, with plant names | backlog 5 =5/3/4
    story | See when the season for a plant begins | backlog 2 =5/7/7
    story | Filter plants by sun, height and hardiness | ready @eleni 5 =7/8/5
    > What a gardener asks first is what our search knows last. Data exists for 92 % of plants.
    ? At most three taps to "shade, below one metre, hardy"
    ? The number of results is shown before applying
    story | Wish list for the season | backlog 3 =5/6/6
    story | Scan an empty bag to order the same soil again | backlog 3 =6/6/6 +camera
    story | Product pictures by customers | backlog 5 =5/5/4
    > A hedge after three years sells better than a hedge in a pot. Needs rights, checking and patience.
    story | Compare two mowers side by side | backlog 3 =4/5/5
    feature | Tablet layout for browsing on the sofa | backlog @eleni 8 =5/5/3
    bug | Price flickers between net and gross for company accounts | released @mateo 1 ..-18 =4/9/9
    bug | Search forgets the filter when going back | released @mateo 2 ..-55
    bug | Basket button hides behind the gesture bar | released @mateo 1 ..-22 =6/9/9 +android
    story | Loyalty card in the phone's wallet | dropped 5 =3/3/4
  epic #notify | Messages worth having | backlog @tomas 60m..120q =6/7/6 +push
    story | Choose which messages I want, in one screen | ready @eleni 3 ..50w =6/9/7
    > Three places today, and one of them does nothing. That one is the one people find.
    ? Orders, garden, offers apart; offers are off at the start
    ? Changes hold on all devices
    story | No more than two messages a week beside orders | backlog @mateo 2 =6/9/8
    story | A plant I wanted is back | backlog 3 =7/7/6
    story | Quiet weekends for those who ask | backlog 1 =3/7/9
    story | Weekly summary instead of single messages | dropped 3 =3/6/6
    bug | Old phones get every message twice | released @mateo 2 ..-61 +android
    spike | Which message made people switch messages off? | released @tomas 1 ..-76
    > The discount on garden gnomes, sent to everybody on a Tuesday. We now ask what people have bought
    > before.
""",
)
