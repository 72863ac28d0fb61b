"""Who may do what to parcels, as a table (``kernel.rights``)."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.rights import Refusal, rights_of
from tongban.base.orgs.types import Duty

RIGHTS = rights_of(
    "delivery",
    """
# act             | who      | reach | but not | refusal   | does | thing
ask_parcel        | inner    | city  | -       | -         | 提出 | 寄送或领取
cancel_parcels    | inner    | city  | -       | -         | 取消 | 还没有交付的寄送
give_to_courier         | inner    | city  | -       | -         | 交给快递 | 寄送
hand_out          | inner    | city  | -       | -         | 当面交付 | 结果
receive_papers    | inner    | city  | -       | -         | 登记收到 | 寄来的材料
take_unannounced  | inner    | city  | -       | -         | 登记收到 | 没有预告的来件
give_papers_back  | inner    | city  | -       | -         | 退还 | 寄来的材料
erase_parcels     | inner    | city  | -       | -         | 随档案销毁 | 寄送的姓名、电话和地址
book_parcel       | platform | city  | -       | by_itself | 登记 | 运单号
order_courier     | platform | city  | -       | by_itself | 叫 | 快递
order_courier_again | inner  | city  | -       | -         | 再叫 | 叫不到的快递
catch_up_bookings | platform | city  | -       | by_itself | 补叫 | 积压的快递
take_tracking     | platform | city  | -       | by_itself | 登记 | 物流轨迹
""",
    duties=Duty.values,
    refusals={"by_itself": Refusal(_("这一步由系统自动办。"))},
)
must = RIGHTS.must
