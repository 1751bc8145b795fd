"""Web checkout: correct, safe, and usable by everybody."""

from config.demo.company import WEB
from config.demo.notation import parse

ITEMS = parse(
    WEB,
    """
initiative #trust | Correct, safe, and usable by everybody | progress @jonas -150h..150h team:storefront
| ~zofia
> The part that nobody asks for until it is missing. One fifth of every sprint goes here.
  epic #a11y | Everybody can finish checkout | progress @eleni -40..30 =3800/2/.8/2 +a11y
  > Audit by people who use screen readers, magnifiers and switches: 23 findings, 6 of them stop an order.
  > The law asks for it as well, but the six are the reason.
    bug #reads-twice | Screen reader reads totals twice | backlog @zofia 1 ..9 =1200/1/1/.5 +quick-win
    > The total is announced by the live region and again by the focus change.
    ? Changing a quantity announces the new total exactly once
    ? Adding a voucher announces the saving, then the total
    bug | Focus is lost when the voucher field closes | progress @zofia 1 -3..2 =1200/1/1/.5
    bug | Error texts are red and nothing else | done @eleni 2 ..-21 =3800/1/1/.5
    ?x Each has an icon and begins with what to do
    ?x The first wrong field gets the focus
    story #zoom | Checkout works at 400 % zoom | ready @zofia 3 ..28 =2600/1/.8/.75
    ? No sideways scrolling at 320 px
    ? The pay button is never covered
    ! -12 eleni: The summary column is what breaks. I would fold it into one line at the top.
    story | Date picker can be used by voice | backlog 2 =300/1/.5/.5 +delivery
    story | Time limit of the session can be extended | backlog 2 =700/1/.8/.5
    chore | Repeat the audit with the same five people | backlog @eleni 3 60m..75m
    ! -30 eleni: All five said yes, and Mr Whelan asked whether there will be cake again. There will.
    bug | Contrast of the wallet button is too low in dark mode | done @eleni .5 ..-34 =9000/.25/1/.5
  epic #fraud | Fewer bad orders, no good ones refused | ready @rasmus 15m..80m =42000/1/.8/3 +fraud
  | team:payments
  > Losses are 0.31 % of revenue. The bigger cost is hidden: 1 in 140 good orders is refused by rules from
  > five years ago.
    feature #fraud-score | Fraud score for high-value orders | ready @rasmus 8 20..66m =2200/2/.8/2
    > Orders above 400 € get a score between 0 and 100 from the provider. Below 30 passes, above 80 is
    > refused, and between the two a person looks.
    ? The score and its three strongest reasons are shown with the order
    ? Reviews are decided within two working hours on average
    ? Nobody is refused because of country or name
    ! -29 rasmus: I ran it over last year's orders. It finds 71 % of the losses with a third of today's
    : refusals.
    ! -28 mila: And the good ones we refuse now?
    ! -28 rasmus: Down from 1 in 140 to 1 in 600.
    ! -15 jonas: Who looks at the orders in the middle on a Sunday?
    ! -14 mila: Nobody. They wait until Monday, and the page must say so. I added it to the epic.
    story | Tell the customer that a person is looking at the order | backlog 2 =400/.5/.8/.5 +copy
    > "We are checking something and will write by 15:00." No word about fraud, no silence either.
    story | Release or refuse an order with a reason | backlog 3 =60/1/.8/.5
    > The page for the person who looks: order, score, earlier orders, map. Two buttons and a sentence.
    chore | Retire the eleven oldest fraud rules | backlog @rasmus 2 =42000/.5/.8/.5
    bug | Refused orders keep the stock reserved | done @bogdan 2 ..-39 =700/1/1/.5
    spike | Are gift cards used to test stolen cards? | done @rasmus 1 ..-55
    > Yes: small gift cards, many cards, one address. A limit of five tries per hour stops nearly all of it.
  epic #receipts | Papers that add up | progress @jonas -22..180q =42000/.5/.8/2 +legal
  > Whoever keeps books should never need to write to us. Invoices, credit notes and mails from one source.
    story #vat-line | Receipt e-mail shows VAT per line | backlog @rasmus 2 =42000/.25/1/.5 +quick-win
    | +business
    > Seeds, plants and tools have different rates. Small businesses need the split and ask for it by mail.
    ? Rate and amount per line, sums per rate at the end
    ? The same figures as on the PDF invoice, to the cent
    story | Download the invoice from the order page | done @zofia 3 ..-72 +after-sale
    story | Invoice in the language of the order | review @rasmus 3 -7..-2 =16000/.5/.8/.5
    ? English, German, Dutch, French
    ?x A missing word falls back to English, never to an empty line
    ! -4 jonas: French proof-reading came back with three corrections, all in the returns paragraph.
    bug | Credit note carries today's VAT rate, not that of the order | ready @rasmus 2 ..5 =240/2/1/.5
    ? The rate is read from the invoice it belongs to
    ? Credit notes of the last two years are listed for finance where they were wrong
    chore | Electronic invoices for Germany in the new format | backlog @rasmus 8 90q..180q =2600/2/.8/2
    | +business
    > Obligatory for company customers. XML with the PDF inside; the ledger can already produce it.
    chore | Keep invoices ten years, everything else two | backlog @rasmus 3
  epic #after-order | After the order | progress @eleni -15..75m =48000/1/.8/3 +after-sale
    story #refund-status | Refund status in order history | backlog @rasmus 3 =3900/.5/1/.5
    > "Where is my money?" is 6 % of tickets. Show requested, approved, sent, with the day it should arrive.
    ? The three steps with dates
    ? Bank transfers and cards show their own usual time
    story #order-page | One page that says where my order is | progress @eleni 5 -15..14 =48000/1/.8/1
    | ~astrid
    > Carrier pages differ and none knows about plants that wait for frost to pass. One line of five steps,
    > our words.
    ? The page is right within 15 minutes of a carrier's scan
    ? A held plant order says why and until when
    ! -10 astrid: The frost hold is a real status on our side now, you can show it.
    ! -9 eleni: Lovely. What do we promise, a day or "after the frost"?
    ! -9 astrid: A day we check again. Never leave it open.
    story #cancel-order | Cancel an order until picking starts | ready @zofia 3 =5100/1/1/.5
    > 5,100 people a quarter ask for it by chat. Half of the time the parcel is packed before anybody has
    > read it.
    ? The money is on its way back within an hour
    ? Parts of an order can be cancelled one by one
    ! -5 astrid: Tell us by event, please, and not by mail. Bogdan has an item for the picking list.
    story | Report a damaged plant with a photograph | backlog @eleni 5 =1900/1/.8/1 +customer-ask
    > From the order, two taps and a picture. Today it is a mail with "see attached" and nothing attached.
    ? Several pictures, at most ten megabytes in all
    ? The order and the plant are known, nothing to type but a sentence
    ? The answer comes within one working day, with a name under it
    story | Return label without a printer | backlog 3 =4400/.5/.8/.5
    > A code on the phone that the parcel shop scans. Both carriers can do it; one wants 9 cents per code.
    chore | One place for the nineteen words about orders | done @eleni 1 ..-16
    > Web, app, mails and warehouse used 34 words for the same things. The list has nineteen and an owner.
    ! -18 tomas: "Dispatched", "sent", "on its way", "left us". I counted four on one page.
    story | Ask how it went, two weeks later, one question | backlog 2 =9000/.25/.5/.5
    bug | Order history shows the billing name as recipient | done @zofia 1 ..-14 =2200/.25/1/.5
    bug | Mails about one order arrive in the wrong sequence | backlog @zofia 2 =3100/.5/.8/.5
  epic #platform | A checkout we dare to change on a Friday | progress @rasmus -70m..60m
    chore | Test orders against the real provider every hour | done @rasmus 3 ..-42 team:payments
    chore | Switch features on for one in a hundred customers | done @zofia 3 ..-90
    > Switches live in one table, have an owner and an end date, and nag when that date has passed.
    ! -88 jonas: The nagging works. I have deleted four of mine.
    chore | Renew certificates without a person | backlog @rasmus 2 team:payments
    chore | Take the last page off the old templates | progress @zofia 3 -11..-3
    > The gift wrap page. Nobody has wanted to touch it since it was written.
    ! -8 zofia: It has a comment that says "sorry". I now know why.
    ! -2 jonas: Three days over, do you need a hand?
    ! -2 zofia: Only the printing style is left. Tomorrow.
    chore | Rehearse a payment outage with customer service | ready @jonas 2 ..20 team:payments
    > One hour, on the test system. Who writes the banner, who tells the carriers, when do we stop taking
    > orders?
    spike | Could prices be computed in one place only? | done @rasmus 3 ..-63
    > Yes, in about six weeks, for basket, mail, invoice and app. Written up as a proposal with three steps.
    bug | Orders at midnight are counted on two days | backlog @rasmus 1
    chore | Load test at five times a spring Saturday | backlog @rasmus 3 30m..45m +performance
    > Last spring we had three times an average Saturday and the database was at 88 %. This year there is a
    > TV gardener with our shears.
    ? No error below 40 orders a minute
    ? The payment step stays below two seconds
    bug | Session ends while the customer reads the terms | dropped @zofia 1 =150/.25/.5/.5
    chore | Replace the home-made translations with the standard ones | dropped 8
""",
)
