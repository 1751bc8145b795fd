"""Warehouse & delivery: every parcel leaves on the promised day, every plant arrives alive."""

from config.demo.company import OPS
from config.demo.notation import parse

ITEMS = parse(
    OPS,
    """
initiative #promised-day | Every parcel leaves on the promised day | progress @astrid -100q..150q
| team:logistics ~mila ~aoife
> We keep 94 of 100 promises. The web wants to show the day before payment, and it should not do that below
> 97.
>
> Where the six are lost: 3 in picking (wrong shelf), 2 at the cut-off, 1 with the carrier.
! -42 astrid: This number hangs on paper beside the packing tables now. It helps more than the dashboard
: did.
  epic #slotting | Things stand where they are picked | progress @bogdan -32..21 =13/13/8/8 +picking
  > Fast sellers are in the far aisle because they came last. A picker walks 11 km a day.
    feature #slot-plan | Weekly proposal of what to move where | trial @bogdan 8 -32..-2 =13/13/8/5
    | blocks:delivery-day
    > From four weeks of orders and the season's calendar: at most 40 moves a week, sorted by minutes saved.
    ?x At most 40 moves, each with the minutes it saves
    ?x Heavy goods never above 1.4 m
    ? Walking per order is 15 % shorter after three weeks
    ! -21 bogdan: First run proposed to move 900 pallets. Mathematically right.
    ! -21 astrid: Forty. The night shift is two people.
    ! -6 astrid: Week two: minus 9 % walking. One more week before I call it.
    story #slot-label | Shelf labels print from the scanner | done @bogdan 3 ..-28 =5/5/3/3 +scanners
    story | Keep poison and seed apart by rule | ready @bogdan 2 ..9 =8/13/13/2 +safety
    ? The proposal never puts them in the same bay
    ? Existing neighbours are listed for a person to solve
    story | Christmas trees have a place of their own from the first day | ready @astrid 2 ..6 =8/20/3/2
    bug | Two sizes of the same pot share a slot number | done @bogdan 2 ..-45 =5/5/8/2 +stock
    story | Simulate a move before carrying it out | planned 5 =3/2/5/5
    > Play last week's orders against the new places and show the metres saved before anybody lifts anything.
    spike | Do we need a third shelf for bulbs? | inbox @astrid
  epic #picking-rounds | Picking rounds that make sense | progress @bogdan -14..60m =13/8/5/8 +picking
    feature #batch | Pick twelve small orders in one round | progress @bogdan 8 -14..24 =13/8/5/5
    > A trolley with twelve boxes, lights or large numbers to say which. Seed orders first: 34 % of all
    > orders have five lines or fewer and weigh under two kilos.
    ? Wrong box is noticed by scanning the box
    ? A round can be handed over at the end of a shift
    ? Ten seconds per line or better, measured over a week
    ! -12 bogdan: The trolleys are here. Twelve fit, thirteen would too, and everybody asks why not
    : thirteen.
    ! -3 bogdan: First round this morning with seeds: 8.7 s per line. Numbers on the boxes are enough, no
    : lights.
    ! -3 astrid: That saves us 4,000 €. Thank you!
    story | Order of the round follows the aisles, not the article number | done @bogdan 3 ..-36 =8/8/3/3
    story | Short picks ask for the next best slot | ready @bogdan 3 =8/5/5/3 +stock
    > The picker walks to the office and asks. Four minutes each, 30 times a day.
    ? The picker sees the next slot with enough stock within two seconds
    ? The empty slot goes on the count list
    story | Heavy lines first, so that soil lies below seedlings | done @bogdan 2 ..-51 +packing
    story | Voice picking with gloves on | inbox
    story | Music on the trolley's tablet | dropped @bogdan 1
    ! -49 astrid: Asked for by the whole night shift. Safety says no, and gives us a radio instead.
    story | New pickers get rounds with pictures | planned 3 =3/3/5/3
    bug | Round shows cancelled orders until noon | ready @bogdan 2 ..3 =5/8/5/1 blocks:cancel-order
    > The list is made at six and never again. Cancelled orders are picked and put back, nine on an average
    > day.
    ? A cancelled order leaves the round within a minute
    ? What is already picked goes on the put-back list, once
    ! -2 jonas: The web will let people cancel until picking starts, so we need this first.
    chore | Time per line by aisle, without names | done @bogdan 2 ..-62 +reporting
    > Agreed with the staff council: by aisle and hour, never by person.
  epic #cutoff | The last lorry | ready @astrid 5..45m =13/13/5/5 +carriers
  > 212 parcels missed it last month on days with a queue. The shop went on promising.
    story #cutoff-live | Cut-off time moves with the queue | ready @bogdan 5 5..27 =13/13/5/5
    | blocks:delivery-day
    > On a busy Monday, orders after 12:30 miss the 16:00 lorry, but the shop promises until 14:00.
    ? The shop learns a new cut-off within a minute
    ? It only moves earlier by itself; a person moves it later
    ? Every change is kept with its reason
    story | Orders at risk come to the top an hour before | planned @bogdan 3 =13/8/3/3
    > Sorted by how many promises a minute of picking saves.
    ? Company orders and plants count double
    ? The list says for each order why it is there
    story | Book an extra pick-up by one button | inbox
    story | Weekend shift plan by expected orders | planned @astrid 5 =8/5/5/5
    bug | Summer time moved the cut-off by an hour for two days | done @bogdan 1 ..-20 =8/13/3/1
    ! -22 astrid: Like every year. Can this be the last time?
    ! -20 bogdan: It is. Times are kept with their zone now, and there is a test for both changes.
  epic #carrier | Carriers as partners, not as fate | planned @astrid 50m..150q =8/5/8/8 +carriers
    feature #second-carrier | Second carrier for the islands and the alps | planned @astrid 8 55m..110m
    | =8/5/8/8 +integration
    > One carrier for 212 difficult post codes, 9 % damaged. Trial with two regional ones.
    ? Chosen by post code, weight and whether something lives in it
    ? One label format for the packing table
    story | Compare promised and real day per carrier, weekly | planned @bogdan 3 =8/5/5/2 +reporting
    ? By carrier, region and weekday, to be sent as a table
    ? Held plant orders are counted apart
    story | Claims for lost parcels file themselves | inbox
    > We file 40 % of claims; the rest is forgotten until the four weeks are over. Worth about 900 € a month.
    story | Sort parcels by carrier before the gate | inbox
    story | Pallets announce themselves by telephone number | done @bogdan 3 ..-57
    bug | Carrier's status 47 is read as delivered | done @bogdan 1 ..-11 =8/13/5/1 +integration
    > 47 means "delivered to the depot". 63 customers were told to look behind the shed.
    ! -13 bogdan: Their manual calls it "delivered". Their support calls it "well, delivered to us".
    story | Bicycle courier in Dublin | dropped 8 =2/1/1/8
    chore | New price list of the main carrier | trial @astrid 1 -5..-1 =5/13/2/1
  epic #tell-truth | Say it before the customer asks | planned @astrid 40m..120q =8/5/3/5
    story | Late parcel: tell the customer before the day is over | planned @bogdan 3 =8/8/3/3
    | parent:after-order
    ? The message names the new day
    ? At most one message per parcel and day
    story | Reason codes for delays, eight at most | ready @astrid 1 =5/5/3/1
    story | Customer service sees the packing table's picture | inbox @bogdan +packing
    story | Ask the carrier by machine before a person asks | inbox +integration

initiative #alive | Living plants arrive alive | progress @astrid -60q..190h +plants team:logistics
> 3.8 % of plant parcels lead to a complaint; frost, heat and Friday dispatch explain two thirds.
>
> **Goal:** under 2 %, without holding more than one plant order in ten.
! -34 astrid: The nursery lent us a greenhouse corner for tests. Bring coats.
  epic #weather-hold | Plants wait for the right weather | trial @bogdan -45..12 =13/13/13/8
  > Frost first, then heat. One rule that staff can explain on the telephone: the coldest night on the way
  > decides.
    feature #frost-hold | Hold plants while it freezes on the way | trial @bogdan 8 -45..1 =13/13/13/5
    > The route's coldest night decides, not the destination's. Plants have a limit each; the order is looked
    > at again every morning and the customer hears the day of the next look.
    ?x Limit per plant, from the nursery's list
    ?x The customer is told once, with the next day we look
    ? Other goods of the order go at once if the customer wants so
    ! -15 bogdan: 31 orders held in the cold week, 2 complaints. Last year the same week had 44.
    ! -14 astrid: And I answered each of the 44.
    story #heat-limit | Heat limit for summer | planned @bogdan 3 =8/3/8/3
    > The same rule as for frost, upside down: above 32 °C on the way, ferns and hostas wait.
    ? The limit per plant comes from the same list as for frost
    ? A held order is looked at again every morning
    ! -19 bogdan: Depots are worse than vans. We have no temperature for depots; the loggers should tell.
    story | No plants into the weekend | done @bogdan 2 ..-69
    story | Nursery tells us when a plant is ready to travel | inbox +integration
    bug | Frost hold keeps garden gnomes as well | done @bogdan 1 ..-10 =3/8/2/1
    ! -12 astrid: Category "outdoor, sensitive". They are glazed, but not that sensitive.
  epic #plant-box | A box made for plants | planned @astrid 15m..100q =8/5/8/8 +packing
    feature #box-three | Three box sizes for all potted plants | ready @astrid 5 15..58m =8/5/8/5
    > 14 boxes today and people choose by eye. Three sizes with a collar fit 91 % of pots in our test.
    ? A plant falls less than 2 cm in the drop test
    ? No plastic inside
    ? The scanner names the box
    story | Packing instruction with a drawing on the scanner | planned @eleni 3 =5/3/5/3 +scanners
    story #warm-pack | Warm pack for citrus below 5 °C | ready @astrid 2 8..17 =5/13/5/2
    > 2.40 € per parcel against 38 € per lemon tree. Only on routes of two nights or more.
    story | Water gel or damp paper? Test with 200 parcels | done @astrid 2 ..-40
    > Damp paper: 2.1 % complaints. Gel: 2.0 %, costs 18 cents more. We stay with paper.
    story | Leaflet "unpack me first" | done @eleni 1 ..-53
    chore | Return crates to the nursery full of empty pots | inbox @astrid
    spike | Temperature loggers in 30 parcels to the south | progress @bogdan 2 -8..10
    ! -2 bogdan: 12 loggers are back. One parcel spent a night at 41 °C in a depot in Lyon.
""",
)
